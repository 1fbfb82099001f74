using System.Diagnostics;

namespace HostedRuntime.Tool.Tests.Processes;

/// <summary>The tool, run as its users run it: as a process, with its output redirected.</summary>
internal sealed class ToolProcess : IDisposable
{
    // Only a run that hangs takes this long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _error;

    private ToolProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    private static string File => Path.Combine(AppContext.BaseDirectory, "HostedRuntime.Tool.dll");

    public static ToolProcess Start(params string[] arguments) => Start("dotnet", [File, .. arguments]);

    public static async Task<ToolRun> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Runs the tool with another folder for temporary files, which is where it looks for diagnostics sockets.</summary>
    public static ToolProcess StartIn(string temporaryFolder, params string[] arguments) => Start("dotnet", [File, .. arguments], ("TMPDIR", temporaryFolder));

    /// <summary>Runs the tool as a user without rights. The caller is root.</summary>
    public static async Task<ToolRun> RunAsNobodyAsync(params string[] arguments)
    {
        using var process = Start("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", File, .. arguments], ("HOME", "/tmp"));
        return await process.EndAsync();
    }

    /// <summary>Reads the output up to a line that contains the text.</summary>
    /// <returns>The line.</returns>
    public async Task<string> LineAsync(string text)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        Assert.Fail($"The tool ended without '{text}': {await _error}");
        return "";
    }

    /// <summary>Sends SIGINT, as Ctrl+C does.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<ToolRun> EndAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        var output = await _process.StandardOutput.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return new ToolRun(_process.ExitCode, output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static ToolProcess Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ToolProcess(Process.Start(start)!);
    }
}

/// <summary>The result of a run of the tool.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts that the run failed with one line on standard error, and nothing on standard output.</summary>
    public void AssertFailedWith(string line) => Assert.Equal((1, "", line + Environment.NewLine), (ExitCode, Output, Error));
}
