using System.Diagnostics;

namespace Samples.Tests;

/// <summary>A run of a sample as its users run it: as a process, from the folder that it was built to.</summary>
internal sealed record SampleRun(int ExitCode, string[] Output, string Error)
{
    /// <summary>Switches the log off. Tests assert the whole output, and on a busy machine the log would report stalls.</summary>
    public const string Quiet = "--Logging:LogLevel:Default=None";

    // Only a run that hangs takes this long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    public static Task<SampleRun> OfAsync(string sample, params string[] arguments) => RunAsync(sample, null, arguments);

    /// <summary>Sends Ctrl+C when a line of the output contains the text.</summary>
    public static Task<SampleRun> InterruptedAsync(string sample, string at, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends a signal of Unix.");
        return RunAsync(sample, at, arguments);
    }

    private static async Task<SampleRun> RunAsync(string sample, string? interruptAt, string[] arguments)
    {
        // tests/Samples.Tests/bin/Debug/net10.0, and the same below samples/.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var root = own.Parent!.Parent!.Parent!.Parent!.Parent!;
        var file = Path.Combine(root.FullName, "samples", sample, "bin", own.Parent.Name, own.Name, sample + ".dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [file, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        using var limit = new CancellationTokenSource(s_limit);
        using var kill = limit.Token.Register(process.Kill);
        var error = process.StandardError.ReadToEndAsync();
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Length > 0)
                output.Add(line);
            if (interruptAt is not null && line.Contains(interruptAt, StringComparison.Ordinal))
            {
                interruptAt = null;
                using var signal = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await signal.WaitForExitAsync();
            }
        }

        await process.WaitForExitAsync();
        return new SampleRun(process.ExitCode, [.. output], await error);
    }
}
