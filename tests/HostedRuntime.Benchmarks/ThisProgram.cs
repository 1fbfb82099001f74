using System.Diagnostics;

namespace HostedRuntime.Benchmarks;

/// <summary>Facts about this process that every sub-program needs.</summary>
internal static class ThisProgram
{
    /// <summary>The number of worker threads of a measured runtime: the variable WORKERS, otherwise 2.</summary>
    public static int Workers { get; } = int.TryParse(Environment.GetEnvironmentVariable("WORKERS"), out var workers) ? workers : 2;

    public static IRuntime CreateRuntime() => AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = Workers });

    /// <summary>
    /// Returns how to start this program again with other arguments, whether it runs as its own executable or under dotnet.
    /// </summary>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        var path = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? new(path, [typeof(ThisProgram).Assembly.Location, .. arguments])
            : new(path, arguments);
    }
}
