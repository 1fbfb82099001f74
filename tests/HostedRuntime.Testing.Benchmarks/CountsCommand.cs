using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>Counts of failures and schedules, without times. Two runs print the same text if their schedules are the same.</summary>
internal static class CountsCommand
{
    /// <summary>Picked by hand: most searches end below it, and the others take some seconds.</summary>
    private const int MaxSearched = 20_000;

    public static void Run(int seeds)
    {
        foreach (var program in AllPrograms.All)
        {
            var (found, schedules, replayed) = (0, 0L, 0);
            var kinds = new SortedDictionary<FailureKind, int>();
            for (var seed = 1; seed <= seeds; seed++)
            {
                var report = ConcurrencyTest.Explore(program.Buggy, Options() with { Seed = (ulong)seed }, program.Name);
                schedules += report.Schedules;
                if (report.Failure is not { } failure)
                    continue;
                found++;
                kinds[failure.Kind] = kinds.GetValueOrDefault(failure.Kind) + 1;
                replayed += IsSame(program, failure) ? 1 : 0;
            }

            var names = string.Join(", ", kinds.Select(static kind => $"{kind.Value} {kind.Key}"));
            Console.WriteLine($"{program.Name,-28}found {found} of {seeds} in {schedules} schedules, {replayed} replayed the same: {names}");
            if (program.Fixed is null)
                continue;
            var search = ConcurrencyTest.Explore(program.Fixed, Options() with { Schedules = MaxSearched, Strategy = ExplorationStrategy.Exhaustive, PreemptionBound = 3 }, program.Name);
            Console.WriteLine($"{"",-28}fixed: {(search.Failure is null ? "no failure" : search.Failure.Kind)} in {search.Schedules} schedules, {(search.IsComplete ? "complete" : search.IsCompleteToBound ? "complete to the bound" : "not complete")}, {search.DistinctOrders} orders");
        }
    }

    private static bool IsSame(TestProgram program, ConcurrencyFailure failure)
    {
        try
        {
            ConcurrencyTest.Replay(failure.Schedule, program.Buggy, Options(), program.Name);
            return false;
        }
        catch (ConcurrencyTestException e)
        {
            return e.Report?.Failure is { } again && again.Kind == failure.Kind && again.Schedule == failure.Schedule;
        }
    }

    private static ConcurrencyTestOptions Options() => new() { MaxTime = Timeout.InfiniteTimeSpan, MinimizeFailure = false };
}
