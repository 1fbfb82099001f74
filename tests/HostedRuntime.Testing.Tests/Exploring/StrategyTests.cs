using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Tests.Exploring;

/// <summary>The strategies, minimization, determinism of seeds, and what is left after an exploration.</summary>
public sealed class StrategyTests
{
    private static readonly ConcurrencyTestOptions s_options = new() { MaxTime = Timeout.InfiniteTimeSpan };

    [Theory]
    [InlineData("1 lost update")]
    [InlineData("3 lost wake-up")]
    [InlineData("7 initialized twice")]
    public void Exhaustive_TwinOfTwoTasks_IsComplete(string name)
    {
        var report = ConcurrencyTest.Explore(AllPrograms.Of(name).Fixed!, s_options with { Strategy = ExplorationStrategy.Exhaustive, Schedules = 100_000 }, name);

        Assert.True(report.IsCompleteToBound && report.Failure is null, report.ToString());
        Assert.Equal(1, report.SearchProgress);
    }

    [Fact]
    public void Exhaustive_WithoutBound_SaysComplete()
    {
        var report = ConcurrencyTest.Explore(
            static async run =>
            {
                var a = run.Runtime.Spawn(static async () => await CurrentTask.YieldAsync());
                var b = run.Runtime.Spawn(static async () => await CurrentTask.YieldAsync());
                await a;
                await b;
            },
            s_options with { Strategy = ExplorationStrategy.Exhaustive });

        Assert.True(report.IsComplete, report.ToString());
        Assert.Contains("; complete;", report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExplorationStrategy.RandomWalk)]
    [InlineData(ExplorationStrategy.FewPreemptions)]
    [InlineData(ExplorationStrategy.Pct)]
    [InlineData(ExplorationStrategy.UniformWalk)]
    [InlineData(ExplorationStrategy.Exhaustive)]
    public void Explore_ByEachStrategy_FindsTheLostUpdate(ExplorationStrategy strategy)
        => Assert.NotNull(ConcurrencyTest.Explore(LockPrograms.LostUpdate(false), s_options with { Strategy = strategy }).Failure);

    [Fact]
    public void Explore_Twice_GivesTheSameReport()
    {
        var first = ConcurrencyTest.Explore(LockPrograms.PingPong(4), s_options, "same", line: 1);
        var second = ConcurrencyTest.Explore(LockPrograms.PingPong(4), s_options, "same", line: 1);

        Assert.Equal((first.Schedules, first.Steps, first.Seed), (second.Schedules, second.Steps, second.Seed));
        Assert.Equal(first.Failure!.ToString(), second.Failure!.ToString());
    }

    [Fact]
    public void Explore_LostUpdate_IsMinimizedToOneDeviation()
    {
        var failure = ConcurrencyTest.Explore(LockPrograms.LostUpdate(false), s_options).Failure!;

        Assert.Equal(1, failure.Deviations);
        Assert.InRange(failure.Preemptions, 0, 1);
    }

    [Fact]
    public void Fifo_Model_DoesNotInterrupt()
    {
        // On one thread, first come, first served, the reading and the writing come together.
        var report = ConcurrencyTest.Explore(LockPrograms.LostWakeUp(false), s_options with { Model = ScheduleModel.Fifo, Schedules = 50 });

        Assert.Null(report.Failure);
    }

    [Fact]
    public void Random_ChoicesOfTheBody_AreReplayedAndMinimized()
    {
        Func<ConcurrencyRun, Task> body = static run =>
        {
            var drawn = Enumerable.Range(0, 10).Select(_ => run.Random.Next(10)).ToList();
            return drawn[3] >= 5 ? throw new InvalidOperationException(string.Join(' ', drawn)) : Task.CompletedTask;
        };
        var failure = ConcurrencyTest.Explore(body, s_options with { VerifyDeterminism = true }).Failure!;

        var again = Assert.Throws<ConcurrencyTestException>(() => ConcurrencyTest.Replay(failure.Schedule, body, s_options));
        Assert.Equal(failure.Message, again.Report!.Failure!.Message);
    }

    [Fact]
    public void Invariant_ThatHolds_SeesEachStepOfAHeldTime()
        => ConcurrencyTest.Run(
            static async run =>
            {
                run.Time.AdvancesWhenIdle = false;
                var sleeper = run.Runtime.Spawn(static async () => await AsyncTime.SleepAsync(TimeSpan.FromSeconds(2)), new SpawnOptions { Name = "sleeper" });
                await run.UntilIdleAsync();
                Assert.Equal(TimeSpan.Zero, run.Time.Elapsed);
                await run.Time.AdvanceAsync(TimeSpan.FromSeconds(2));
                await sleeper;
                Assert.Equal(TimeSpan.FromSeconds(2), run.Time.Elapsed);
            },
            s_options with { EarlyTimers = 0, Schedules = 100 });

    [Fact]
    public void Explore_ManySchedules_KeepsTheHeapFlat()
    {
        var live = new List<long>();
        var schedules = 0;
        ConcurrencyTest.Run(
            async run =>
            {
                await LockPrograms.LostUpdate(true)(run);
                if (++schedules % 4_000 == 0)
                    live.Add(GC.GetTotalMemory(forceFullCollection: true));
            },
            s_options with { Schedules = 12_000, VerifyDeterminism = false, Strategy = ExplorationStrategy.RandomWalk });

        // The first figure has what the process makes once. Other tests run at the same time, so the bound is wide: a leak of one
        // schedule's runtime is 10 KB, and would be 40 MB here.
        Assert.InRange(live[2] - live[1], long.MinValue, 16 << 20);
    }
}
