using System.Diagnostics;
using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>How far failing schedules are minimized, and how long that takes with the search.</summary>
internal static class MinimizeCommand
{
    public static void Run(int seeds)
    {
        Console.WriteLine($"{"program",-28}{"found",8}{"median",8}{"max",6}{"preemptions",13}{"max",6}{"ms each",9}");
        foreach (var program in AllPrograms.All)
        {
            var (before, after, preemptions) = (new List<int>(), new List<int>(), new List<int>());
            var start = Stopwatch.GetTimestamp();
            for (var seed = 1; seed <= seeds; seed++)
            {
                var report = ConcurrencyTest.Explore(program.Buggy, new() { Seed = (ulong)seed, Schedules = 20_000, MaxTime = Timeout.InfiniteTimeSpan }, program.Name);
                if (report.Failure is not { } failure)
                    continue;
                before.Add(failure.DeviationsFound);
                after.Add(failure.Deviations);
                preemptions.Add(failure.Preemptions);
            }

            foreach (var list in new[] { before, after, preemptions })
                list.Sort();
            Console.WriteLine($"{program.Name,-28}{Figures.At(before, 0.5),8}{Figures.At(after, 0.5),8}{Figures.At(after, 1),6}{Figures.At(preemptions, 0.5),13}{Figures.At(preemptions, 1),6}{Stopwatch.GetElapsedTime(start).TotalMilliseconds / seeds,9:0}");
        }
    }
}
