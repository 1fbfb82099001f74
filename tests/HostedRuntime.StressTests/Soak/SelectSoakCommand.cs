using System.Diagnostics;

namespace HostedRuntime.StressTests.Soak;

/// <summary>Runs the long soak of the select.</summary>
internal static class SelectSoakCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs the soak on four workers.</summary>
    /// <returns>0 if nothing was lost or doubled and no task was stuck; otherwise 1.</returns>
    public static int Run(int items, int seed)
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 4, ShutdownTimeout = TimeSpan.FromSeconds(1) });
        var start = Stopwatch.GetTimestamp();
        var soak = new SelectSoak(items, seed);
        var run = soak.RunAsync(runtime);
        long read;
        do
            read = soak.Read;
        while (!run.Wait(s_patience) && soak.Read != read);
        Console.WriteLine($"select, seed {seed}, {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {soak}{(run.IsCompleted ? "" : " Then stuck.")}");
        return run.IsCompletedSuccessfully && soak.IsRight ? 0 : 1;
    }
}
