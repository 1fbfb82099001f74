using System.Diagnostics;

namespace HostedRuntime.Benchmarks;

/// <summary>What every sub-program needs to know of the process it runs in.</summary>
internal static class ThisProgram
{
    /// <summary>Worker threads of a measured runtime: the variable WORKERS, else 2.</summary>
    public static int Workers { get; } = int.TryParse(Environment.GetEnvironmentVariable("WORKERS"), out var workers) ? workers : 2;

    public static IRuntime CreateRuntime() => AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = Workers });

    /// <summary>How to start this program once more with other arguments, whether it runs as its own executable or under dotnet.</summary>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        var path = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? new(path, [typeof(ThisProgram).Assembly.Location, .. arguments])
            : new(path, arguments);
    }
}
