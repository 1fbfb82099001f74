using System.Diagnostics;

namespace HostedRuntime.Tool.Tests.Processes;

/// <summary>A process for the tool to look at, in a state that its argument names. It ends with this object.</summary>
internal sealed class TargetRun : IAsyncDisposable
{
    // Only a process that hangs takes this long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;

    private TargetRun(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts the process, and waits until it is in its state.</summary>
    public static async Task<TargetRun> StartAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        // tests/HostedRuntime.Tool.Tests/bin/Debug/net10.0, and the same below HostedRuntime.Tool.Target.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        const string Name = "HostedRuntime.Tool.Target";
        var file = Path.Combine(own.Parent!.Parent!.Parent!.Parent!.FullName, Name, "bin", own.Parent.Name, own.Name, Name + ".dll");
        var start = new ProcessStartInfo("dotnet", [file, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var run = new TargetRun(Process.Start(start)!);
        using var limit = new CancellationTokenSource(s_limit);
        string? line;
        do
            line = await run._process.StandardOutput.ReadLineAsync(limit.Token);
        while (line is not (null or "ready"));
        Assert.Equal("ready", line);
        return run;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
