using System.Diagnostics;

namespace HostedRuntime.SurfaceTests.Packages;

/// <summary>A command of the .NET SDK, run as a process.</summary>
internal static class DotnetCommand
{
    /// <summary>Runs the command to its end.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="arguments">The arguments after <c>dotnet</c>.</param>
    /// <param name="environment">Variables in addition to those of this process.</param>
    /// <returns>The exit code and all of its output.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // A reused MSBuild node would keep the output open, and so delay the end of the read.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    /// <summary>Runs the command; fails with its output if it fails.</summary>
    /// <returns>The output.</returns>
    public static async Task<string> SucceedAsync(string folder, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var (exitCode, output) = await RunAsync(folder, arguments, environment);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with code {exitCode}:{Environment.NewLine}{output}");
        return output;
    }
}
