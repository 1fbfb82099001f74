using HostedRuntime.Sync;

namespace HostedRuntime.Testing.Tests.Exploring;

#pragma warning disable HRT003, HRT004, HRT009 // The kit reports these mistakes, so the programs make them.

/// <summary>The kinds of failure that are not those of the programs.</summary>
public sealed class FailureTests
{
    private static readonly ConcurrencyTestOptions s_options = new() { MaxTime = Timeout.InfiniteTimeSpan, Schedules = 200 };
    private static int s_livesOn;

    [Fact]
    public void Run_FailingBody_ThrowsWithScheduleAndTrace()
    {
        var error = Assert.Throws<ConcurrencyTestException>(() => ConcurrencyTest.Run(Programs.LockPrograms.LostUpdate(false), s_options));

        Assert.Equal(FailureKind.Exception, error.Kind);
        Assert.Equal("balance 1", error.InnerException!.Message);
        Assert.Contains("hrt1.", error.Message, StringComparison.Ordinal);
        Assert.Contains("'a' reaches AsyncMutex.LockAsync  LockPrograms.cs:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invariant_ThatBreaks_FailsWithItsName()
    {
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                var inside = 0;
                run.Invariant("one at a time", () => inside <= 1);
                async Task Enter()
                {
                    inside++;
                    await CurrentTask.YieldAsync();
                    inside--;
                }

                var a = run.Runtime.Spawn(Enter);
                var b = run.Runtime.Spawn(Enter);
                await a;
                await b;
            },
            s_options).Failure;

        Assert.Equal(FailureKind.Invariant, failure!.Kind);
        Assert.Contains("'one at a time'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_TasksThatYieldForEver_FailsAsLivelock()
    {
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                var isSet = false;
                var spinner = run.Runtime.Spawn(
                    async () =>
                    {
                        while (!isSet)
                            await CurrentTask.YieldAsync();
                    },
                    new SpawnOptions { Name = "spinner" });
                await spinner;
                isSet = true;
            },
            s_options with { MaxSteps = 100 }).Failure;

        Assert.Equal(FailureKind.Livelock, failure!.Kind);
        Assert.Contains("'spinner'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_SpinThatOthersEnd_PassesByFairness()
        => ConcurrencyTest.Run(
            async run =>
            {
                var isSet = false;
                var spinner = run.Runtime.Spawn(async () =>
                {
                    while (!isSet)
                        await CurrentTask.YieldAsync();
                });
                var setter = run.Runtime.Spawn(() => isSet = true);
                await spinner;
                await setter;
            },
            s_options with { MaxSteps = 100 });

    [Fact]
    public void Explore_TaskThatIsLeft_FailsAsLeak()
    {
        var failure = ConcurrencyTest.Explore(
            run =>
            {
                run.Runtime.Spawn(async () => await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1)), new SpawnOptions { Name = "left" });
                return Task.CompletedTask;
            },
            s_options).Failure;

        Assert.Equal(FailureKind.Leak, failure!.Kind);
        Assert.Contains("'left' waits for sleep", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_TimerThatIsLeft_FailsAsLeak()
    {
        var failure = ConcurrencyTest.Explore(
            run =>
            {
                _ = new CancellationTokenSource(TimeSpan.FromSeconds(1), run.Time);
                return Task.CompletedTask;
            },
            s_options).Failure;

        Assert.Equal(FailureKind.Leak, failure!.Kind);
        Assert.Contains("CancellationTokenSource", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_FaultThatIsNotAwaited_FailsAsUnobserved()
    {
        var failure = ConcurrencyTest.Explore(
            run =>
            {
                run.Runtime.Spawn((Action)(() => throw new InvalidOperationException("lost")), new SpawnOptions { Name = "child" });
                return Task.CompletedTask;
            },
            s_options).Failure;

        Assert.Equal(FailureKind.UnobservedFault, failure!.Kind);
        Assert.Contains("'child'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_StaticThatLivesOn_IsNotDeterministic()
    {
        s_livesOn = 0;
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                if (s_livesOn++ == 0)
                    await run.Runtime.Spawn(() => { }, new SpawnOptions { Name = "first" });
            },
            s_options).Failure;

        Assert.Equal(FailureKind.NotDeterministic, failure!.Kind);
        Assert.Contains("from step 2 on", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'first' spawned", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_OrderOfGuids_IsNotDeterministic()
    {
        // Six tasks by random keys: two runs have the same order once in 720, and there are some checks.
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                foreach (var name in Enumerable.Range(0, 6).OrderBy(static _ => Guid.NewGuid()).ToList())
                    await run.Runtime.Spawn(() => { }, new SpawnOptions { Name = $"task{name}" });
            },
            s_options with { Schedules = 2_000 }).Failure;

        Assert.Equal(FailureKind.NotDeterministic, failure!.Kind);
        Assert.Contains("spawned", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Task.Run")]
    [InlineData("Task.Delay")]
    public void Explore_ForeignWork_FailsWithTheTaskAndTheStep(string what)
    {
        var failure = ConcurrencyTest.Explore(
            async run => await run.Runtime.Spawn(
                async () => await (what == "Task.Run" ? Task.Run(static () => Thread.Sleep(20)) : Task.Delay(20)),
                new SpawnOptions { Name = "escapes" }),
            s_options).Failure;

        Assert.Equal(FailureKind.Foreign, failure!.Kind);
        Assert.Contains("'escapes'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("at step ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_ConfigureAwaitFalse_FailsAsForeign()
    {
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                var source = new TaskCompletionSource();
                var escaping = run.Runtime.Spawn(async () => await source.Task.ConfigureAwait(false), new SpawnOptions { Name = "escapes" });
                var other = run.Runtime.Spawn(source.SetResult);
                await other;
                await escaping;
            },
            s_options with { Strategy = ExplorationStrategy.Fifo }).Failure;

        Assert.Equal(FailureKind.Foreign, failure!.Kind);
    }

    [Fact]
    public void Explore_InterruptedBodies_AreUnwoundAndTheirThreadsEnd()
    {
        var (begun, ended) = (0, 0);
        var names = new HashSet<string>();
        var report = ConcurrencyTest.Explore(
            async run =>
            {
                var gate = new AsyncMutex();
                var tasks = Enumerable.Range(0, 4).Select(index => run.Runtime.Spawn(async () =>
                {
                    begun++;
                    try
                    {
                        using (await gate.LockAsync())
                        using (run.Runtime.Enter())
                            names.Add(Thread.CurrentThread.Name!);
                        if (index == 3)
                            throw new InvalidOperationException("stop");
                    }
                    finally
                    {
                        ended++;
                    }
                })).ToList();
                await tasks[3];
                foreach (var task in tasks)
                    await task;
            },
            s_options);

        Assert.NotNull(report.Failure);
        Assert.Equal(0, report.LostThreads);
        Assert.InRange(names.Count, 1, 6);
    }

    [Fact]
    public void Explore_BodyThatCatchesItsUnwinding_GivesUpOneThread()
    {
        var report = ConcurrencyTest.Explore(
            async run =>
            {
                var gate = new AsyncMutex();
                var stubborn = run.Runtime.Spawn(async () =>
                {
                    while (true)
                    {
                        try
                        {
                            using (await gate.LockAsync())
                            {
                            }
                        }
                        catch (Exception)
                        {
                            // Swallows whatever comes, as it should not.
                        }
                    }
                });
                await stubborn;
            },
            s_options with { MaxSteps = 50, MinimizeFailure = false, VerifyDeterminism = false });

        Assert.Equal(FailureKind.Livelock, report.Failure!.Kind);
        Assert.InRange(report.LostThreads, 1, 2);
    }

    [Fact]
    public void AbortEverywhere_TaskThatLeavesHalf_FailsAndReplays()
    {
        static Func<ConcurrencyRun, Task> Body() => async run =>
        {
            var (a, b) = (false, false);
            var writer = run.Runtime.Spawn(
                async () =>
                {
                    await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
                    a = true;
                    await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
                    b = true;
                },
                new SpawnOptions { Name = "writer" });
            await writer.JoinAsync();
            if (a != b)
                throw new InvalidOperationException("half");
        };

        var error = Assert.Throws<ConcurrencyTestException>(() => ConcurrencyTest.AbortEverywhere("writer", Body(), s_options));
        var failure = error.Report!.Failure!;

        Assert.Equal(2, error.Report.Schedules);
        Assert.Contains("'writer' is aborted at its wait 2", error.Message, StringComparison.Ordinal);
        var again = Assert.Throws<ConcurrencyTestException>(() => ConcurrencyTest.Replay(failure.Schedule, Body(), s_options));
        Assert.Equal(error.InnerException!.Message, again.InnerException!.Message);
    }

    [Fact]
    public void Throw_AtAPoint_ReachesTheBody()
    {
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                run.Faults.Throw("save", new InvalidOperationException("disk"), occurrence: 2);
                await run.Runtime.Spawn(() =>
                {
                    run.Point("save");
                    run.Point("save");
                });
            },
            s_options).Failure;

        Assert.Equal("disk", failure!.Exception!.Message);
        Assert.Contains(failure.Trace, static step => step.Contains("the point 'save'", StringComparison.Ordinal));
    }

    [Fact]
    public void Delay_AtAPoint_TakesVirtualTime()
        => ConcurrencyTest.Run(
            async run =>
            {
                run.Faults.Delay("call", TimeSpan.FromSeconds(2));
                await run.Runtime.Spawn(() => run.Point("call"));
                Assert.Equal(TimeSpan.FromSeconds(2), run.Time.Elapsed);
            },
            s_options with { EarlyTimers = 0 });

    [Theory]
    [InlineData("hrt0.aaaa.bbbb.04")]
    [InlineData("nonsense")]
    [InlineData("hrt1.aaaa.bbbb.04")]
    public void Replay_OfAScheduleThatDoesNotFit_IsRefused(string schedule)
        => Assert.Throws<FormatException>(() => ConcurrencyTest.Replay(schedule, static _ => Task.CompletedTask));
}
