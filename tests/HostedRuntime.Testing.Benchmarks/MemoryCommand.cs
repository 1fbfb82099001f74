using System.Diagnostics;
using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>Live heap and threads over many schedules.</summary>
internal static class MemoryCommand
{
    public static void Run(int schedules)
    {
        var most = 0;
        var live = new List<long>();
        var done = 0;
        var body = AllPrograms.Of("1 lost update").Fixed!;
        var before = Process.GetCurrentProcess().Threads.Count;
        var report = ConcurrencyTest.Explore(
            async run =>
            {
                await body(run);
                if (++done % Math.Max(1, schedules / 10) == 0)
                {
                    live.Add(GC.GetTotalMemory(forceFullCollection: true));
                    most = Math.Max(most, Process.GetCurrentProcess().Threads.Count - before);
                }
            },
            new() { Schedules = schedules, MaxTime = Timeout.InfiniteTimeSpan, VerifyDeterminism = false, Strategy = ExplorationStrategy.RandomWalk },
            "memory");
        Console.WriteLine($"live heap after each tenth of {report.Schedules} schedules, in KB: {string.Join(", ", live.Select(static bytes => bytes / 1024))}");
        Console.WriteLine($"threads beyond those at the start: {most} at most (3 tasks); after the end: {Process.GetCurrentProcess().Threads.Count - before}");
    }
}
