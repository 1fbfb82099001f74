using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>How many schedules an exhaustive search takes, with the bound of the defaults and without one.</summary>
internal static class ExhaustiveCommand
{
    public static void Run(int schedules)
    {
        foreach (var program in AllPrograms.All.Where(static program => program.Fixed is not null))
        {
            foreach (var bound in new[] { 3, 1_000 })
            {
                var options = new ConcurrencyTestOptions { Schedules = schedules, MaxTime = TimeSpan.FromSeconds(20), Strategy = ExplorationStrategy.Exhaustive, PreemptionBound = bound };
                var report = ConcurrencyTest.Explore(program.Fixed!, options, program.Name);
                var end = report.IsComplete ? "complete" : report.IsCompleteToBound ? $"complete to {bound} preemptions" : $"{report.SearchProgress * 100:0.0} %";
                Console.WriteLine($"{program.Name,-28}{(bound == 3 ? "bound 3" : "no bound"),-10}{report.Schedules,8} schedules in {report.Elapsed.TotalMilliseconds,7:0} ms, {end}{(report.Failure is null ? "" : ", FAILED")}");
            }
        }
    }
}
