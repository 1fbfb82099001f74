using System.Diagnostics;
using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>How many schedules and how much time each program takes until its bug is found, over many seeds, by default options.</summary>
internal static class FindCommand
{
    public static void Run(int seeds)
    {
        Console.WriteLine($"{"program",-28}{"found in 1,000",16}{"median",8}{"p99",8}{"max ms",9}  kinds");
        foreach (var program in AllPrograms.All)
        {
            var (firsts, times, kinds) = (new List<int>(), new List<double>(), new Dictionary<FailureKind, int>());
            for (var seed = 1; seed <= seeds; seed++)
            {
                var start = Stopwatch.GetTimestamp();
                var report = ConcurrencyTest.Explore(program.Buggy, new() { Seed = (ulong)seed, MaxTime = Timeout.InfiniteTimeSpan, MinimizeFailure = false }, program.Name);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (report.Failure is not { } failure)
                    continue;
                firsts.Add(report.Schedules);
                kinds[failure.Kind] = kinds.GetValueOrDefault(failure.Kind) + 1;
            }

            firsts.Sort();
            Console.WriteLine($"{program.Name,-28}{$"{firsts.Count} of {seeds}",16}{Figures.At(firsts, 0.5),8}{Figures.At(firsts, 0.99),8}{times.Max(),9:0}  {string.Join(", ", kinds.Select(static kind => $"{kind.Value} {kind.Key}"))}");
        }
    }
}
