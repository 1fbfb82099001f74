using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Census.Tests.Counters;

/// <summary>The tool dotnet-counters, installed into a temporary folder.</summary>
internal sealed class CountersTool : IDisposable
{
    private const string Version = "10.0.750501";

    // Only a call that hangs takes this long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(180);

    private readonly DirectoryInfo _folder;

    private CountersTool(DirectoryInfo folder) => _folder = folder;

    /// <summary>Installs the tool.</summary>
    /// <returns>The tool, or null and the reason why the package cannot be had.</returns>
    public static async Task<(CountersTool? Tool, string Reason)> InstallAsync()
    {
        var folder = Directory.CreateTempSubdirectory("dotnet-counters-");
        var (exitCode, output) = await RunAsync("dotnet", ["tool", "install", "dotnet-counters", "--version", Version, "--tool-path", folder.FullName]);
        if (exitCode == 0)
            return (new CountersTool(folder), "");
        folder.Delete(recursive: true);
        return (null, $"dotnet-counters {Version} cannot be installed: {output}");
    }

    /// <summary>Collects the counters of a meter of a process for some seconds.</summary>
    /// <returns>The JSON file that the tool has written.</returns>
    public async Task<string> CollectAsync(int processId, string meter, int seconds)
    {
        var file = Path.Combine(_folder.FullName, "counters.json");
        var duration = TimeSpan.FromSeconds(seconds).ToString("c");
        var (exitCode, output) = await RunAsync(
            Path.Combine(_folder.FullName, "dotnet-counters"),
            ["collect", "--process-id", $"{processId}", "--counters", meter, "--refresh-interval", "1", "--format", "json", "--output", file, "--duration", duration]);
        Assert.True(exitCode == 0 && File.Exists(file), output);
        return await File.ReadAllTextAsync(file);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(int ExitCode, string Output)> RunAsync(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        // The tool is a program of its own, and has to find the installation of .NET that runs this test.
        // The installation is three folders above its framework.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(s_limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }
}
