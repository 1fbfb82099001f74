using System.Diagnostics;
using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>
/// How far failing schedules are minimized, how long that takes with the search, and the fewest preemptions of any schedule that fails.
/// </summary>
internal static class MinimizeCommand
{
    public static void Run(int seeds)
    {
        Console.WriteLine($"{"program",-28}{"found",8}{"median",8}{"max",6}{"preemptions",13}{"max",6}{"fewest",9}{"ms each",9}");
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

            var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            foreach (var list in new[] { before, after, preemptions })
                list.Sort();
            Console.WriteLine($"{program.Name,-28}{Figures.At(before, 0.5),8}{Figures.At(after, 0.5),8}{Figures.At(after, 1),6}{Figures.At(preemptions, 0.5),13}{Figures.At(preemptions, 1),6}{Fewest(program),9}{took / seeds,9:0}");
        }
    }

    /// <summary>Returns the fewest preemptions of any schedule that fails, as far as an exhaustive search shows it.</summary>
    private static string Fewest(TestProgram program)
    {
        for (var bound = 0; ; bound++)
        {
            var options = new ConcurrencyTestOptions { Strategy = ExplorationStrategy.Exhaustive, PreemptionBound = bound, Schedules = 100_000, MaxTime = TimeSpan.FromSeconds(10), MinimizeFailure = false };
            var report = ConcurrencyTest.Explore(program.Buggy, options, program.Name);
            if (report.Failure is not null)
                return bound.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (!report.IsCompleteToBound)
                return $">={bound}";
        }
    }
}
