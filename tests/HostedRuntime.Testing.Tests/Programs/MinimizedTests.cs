namespace HostedRuntime.Testing.Tests.Programs;

/// <summary>A failing schedule is minimized to at most two interruptions more than any order needs that fails.</summary>
public sealed class MinimizedTests
{
    private const int Seeds = 40;
    private const int MostBeyond = 2;

    /// <summary>The programs that the bound is promised for, and the fewest interruptions with which they fail.</summary>
    public static TheoryData<string, int> Programs => new()
    {
        { "1 lost update", 1 },
        { "2 philosophers", 1 },
        { "3 lost wake-up", 1 },
        { "4 bounded buffer", 0 },
        { "5 timeout against reply", 0 },
        { "6 stop before drain", 1 },
        { "7 initialized twice", 0 },
        { "8 ping pong x3", 4 },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Explore_OverManySeeds_MinimizesToFewInterruptions(string name, int fewest)
    {
        var program = AllPrograms.Of(name);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var failure = ConcurrencyTest.Explore(program.Buggy, new() { Seed = (ulong)seed, Schedules = 20_000, MaxTime = Timeout.InfiniteTimeSpan }, name).Failure;

            Assert.True(failure!.Preemptions <= fewest + MostBeyond, $"seed {seed}: {failure.Preemptions} interruptions in {failure}");
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Explore_WithFewerInterruptions_FindsNothing(string name, int fewest)
    {
        if (fewest == 0)
            return;
        var options = new ConcurrencyTestOptions { Strategy = ExplorationStrategy.Exhaustive, PreemptionBound = fewest - 1, Schedules = int.MaxValue, MaxTime = Timeout.InfiniteTimeSpan };

        var report = ConcurrencyTest.Explore(AllPrograms.Of(name).Buggy, options, name);

        Assert.True(report.Failure is null && report.IsCompleteToBound, report.ToString());
    }
}
