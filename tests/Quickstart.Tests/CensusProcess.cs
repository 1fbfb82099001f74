using System.Diagnostics;
using System.Text.Json;

namespace Census.Tests;

/// <summary>Runs the sample as its users do: as a process with arguments and an environment.</summary>
internal sealed class CensusProcess : IDisposable
{
    // Only a run that hangs takes this long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _output;

    private CensusProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static CensusProcess Start(string[] arguments, params (string Key, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Quickstart.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Not the folder of appsettings.json, because the program must find the file from any directory.
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return new CensusProcess(Process.Start(start)!);
    }

    public static async Task<CensusRun> RunAsync(string[] arguments, params (string Key, string Value)[] environment)
    {
        using var process = Start(arguments, environment);
        return await process.EndAsync();
    }

    /// <summary>Reads standard error up to a line that contains the text.</summary>
    public async Task WaitForErrorAsync(string text)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (await _process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"The process ended without '{text}' on standard error.");
    }

    /// <summary>Sends SIGINT, as Ctrl+C does.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>Sends a signal by its name, such as "TERM".</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<CensusRun> EndAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        var error = await _process.StandardError.ReadToEndAsync(limit.Token);
        var output = await _output.WaitAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return new CensusRun(_process.ExitCode, output, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}

internal sealed record CensusRun(int ExitCode, string Output, string Error)
{
    /// <summary>Parses standard output. Fails unless it is exactly one JSON object.</summary>
    public Dictionary<string, long> Json() => JsonSerializer.Deserialize<Dictionary<string, long>>(Output)!;
}
