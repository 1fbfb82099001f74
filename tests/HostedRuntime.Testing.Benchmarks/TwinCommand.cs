using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>How often the fixed twin of each program fails: never, or the kit reports what is not there.</summary>
internal static class TwinCommand
{
    public static void Run(int schedules)
    {
        var failures = 0;
        foreach (var program in AllPrograms.All.Where(static program => program.Fixed is not null))
        {
            var report = ConcurrencyTest.Explore(program.Fixed!, new() { Schedules = schedules, MaxTime = Timeout.InfiniteTimeSpan }, program.Name);
            failures += report.Failure is null ? 0 : 1;
            Console.WriteLine($"{program.Name,-28}{(report.Failure is null ? "0 failures" : $"FAILED: {report.Failure.Message}"),-14} {report.Schedules,8} schedules{(report.IsComplete ? ", complete" : "")}, {report.Schedules / report.Elapsed.TotalSeconds,9:0} a second, {report.DistinctOrders} distinct orders");
        }

        if (failures > 0)
            throw new InvalidOperationException("The kit reports a failure that is not there.");
    }
}
