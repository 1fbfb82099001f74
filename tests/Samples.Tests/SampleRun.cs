using System.Diagnostics;

namespace Samples.Tests;

/// <summary>A sample as its users run it: a process, from the folder that it was built to.</summary>
internal sealed record SampleRun(int ExitCode, string[] Output, string Error)
{
    /// <summary>The output is asserted whole, and on a busy machine the log has a word about stalls.</summary>
    public const string Quiet = "--Logging:LogLevel:Default=None";

    // No run takes that long unless it hangs.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    public static async Task<SampleRun> OfAsync(string sample, params string[] arguments)
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
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new SampleRun(process.ExitCode, output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), await error);
    }
}
