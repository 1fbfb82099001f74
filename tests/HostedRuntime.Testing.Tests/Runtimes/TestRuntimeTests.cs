using HostedRuntime.Sync;

namespace HostedRuntime.Testing.Tests.Runtimes;

#pragma warning disable HRT003, HRT007 // Tasks that no code keeps are the thing under test.

/// <summary>One order and virtual time.</summary>
public sealed class TestRuntimeTests
{
    [Fact]
    public void Run_BodyThatSleepsForAnHour_SeesAnHourPass()
    {
        using var runtime = TestRuntime.Create();

        var slept = runtime.Run(async () =>
        {
            var start = runtime.Time.GetUtcNow();
            await AsyncTime.SleepAsync(TimeSpan.FromHours(1));
            return runtime.Time.GetUtcNow() - start;
        });

        Assert.Equal(TimeSpan.FromHours(1), slept);
    }

    [Fact]
    public void Run_SpawnedTasks_RunInTheOrderOfTheirSpawns()
    {
        using var runtime = TestRuntime.Create();
        var order = new List<int>();

        runtime.Run(async () =>
        {
            var tasks = Enumerable.Range(0, 5).Select(number => runtime.Handle.Spawn(() => order.Add(number))).ToList();
            foreach (var task in tasks)
                await task;
        });

        Assert.Equal([0, 1, 2, 3, 4], order);
    }

    [Fact]
    public void Run_BodyThatThrows_ThrowsItsException()
    {
        using var runtime = TestRuntime.Create();

        var error = Assert.Throws<InvalidOperationException>(() => runtime.Run(async () =>
        {
            await CurrentTask.YieldAsync();
            throw new InvalidOperationException("mine");
        }));

        Assert.Equal("mine", error.Message);
    }

    [Fact]
    public void Run_TasksThatWaitForEachOther_FailsAsDeadlock()
    {
        using var runtime = TestRuntime.Create();

        var error = Assert.Throws<ConcurrencyTestException>(() => runtime.Run(async () => await new AsyncNotify().WaitAsync()));

        Assert.Equal(FailureKind.LostWakeUp, error.Kind);
        Assert.Contains("'test' waits for AsyncNotify", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BodyThatLeavesATask_FailsAsLeak()
    {
        using var runtime = TestRuntime.Create();

        var error = Assert.Throws<ConcurrencyTestException>(() => runtime.Run(() =>
        {
            runtime.Handle.Spawn(async () => await AsyncTime.SleepAsync(TimeSpan.FromDays(1)), new SpawnOptions { Name = "left" });
            return Task.CompletedTask;
        }));

        Assert.Equal(FailureKind.Leak, error.Kind);
        Assert.Contains("'left' waits for sleep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FaultThatIsNotAwaited_FailsAsUnobserved()
    {
        using var runtime = TestRuntime.Create();

        var error = Assert.Throws<ConcurrencyTestException>(() => runtime.Run(() =>
        {
            runtime.Handle.Spawn((Action)(() => throw new InvalidOperationException("lost")));
            return Task.CompletedTask;
        }));

        Assert.Equal(FailureKind.UnobservedFault, error.Kind);
        Assert.Equal("lost", error.InnerException!.Message);
    }

    [Fact]
    public void Run_TaskRun_WaitsInRealTimeAndHoldsVirtualTime()
    {
        using var runtime = TestRuntime.Create();
        using var mayEnd = new ManualResetEventSlim();

        runtime.Run(async () =>
        {
            var timer = runtime.Handle.Spawn(async () => await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1)));
            var work = Task.Run(mayEnd.Wait);
            // Fires once the runtime is idle, on a thread that is not its own.
            await using var later = new Timer(_ => mayEnd.Set(), null, 50, Timeout.Infinite);
            await work;
            Assert.Equal(TimeSpan.Zero, runtime.Time.Elapsed);
            await timer;
        });

        Assert.Equal(TimeSpan.FromSeconds(1), runtime.Time.Elapsed);
    }

    [Fact]
    public void RunUntilIdle_WhileATaskSleeps_DoesNotMoveTime()
    {
        using var runtime = TestRuntime.Create();
        var steps = new List<string>();
        runtime.Handle.Spawn(async () =>
        {
            steps.Add("begun");
            await AsyncTime.SleepAsync(TimeSpan.FromSeconds(5));
            steps.Add("slept");
        });

        runtime.RunUntilIdle();
        Assert.Equal(["begun"], steps);
        runtime.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(["begun"], steps);
        runtime.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["begun", "slept"], steps);
        Assert.Equal(TimeSpan.FromSeconds(5), runtime.Time.Elapsed);
    }

    [Fact]
    public void Advance_PastSeveralTimers_RunsWhatFollowsFromEach()
    {
        using var runtime = TestRuntime.Create();
        var ticks = new List<TimeSpan>();
        var loop = runtime.Handle.Spawn(async () =>
        {
            while (true)
            {
                await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
                ticks.Add(runtime.Time.Elapsed);
            }
        });

        runtime.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)], ticks);
        loop.Abort();
    }

    [Fact]
    public void Hold_WhileATaskSleeps_FailsWithTheReason()
    {
        using var runtime = TestRuntime.Create(new() { ForeignWait = TimeSpan.FromMilliseconds(100) });

        var error = Assert.Throws<ConcurrencyTestException>(() => runtime.Run(async () =>
        {
            using var hold = runtime.Time.Hold();
            await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
        }));

        Assert.Contains("Virtual time is held", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SpawnBlocking_BodyThatWaitsForATask_LetsTheTaskRun()
    {
        using var runtime = TestRuntime.Create();

        var result = runtime.Run(async () => await runtime.Handle.SpawnBlocking(() => runtime.Handle.BlockOn(async () =>
        {
            await AsyncTime.SleepAsync(TimeSpan.FromSeconds(1));
            return 7;
        })));

        Assert.Equal(7, result);
    }

    [Fact]
    public void SpawnBlocking_BodyThatBlocksItsThread_LetsOthersRun()
    {
        using var runtime = TestRuntime.Create();

        runtime.Run(async () =>
        {
            var source = new TaskCompletionSource();
            var blocking = runtime.Handle.SpawnBlocking(() => source.Task.Wait());
            await runtime.Handle.Spawn(source.SetResult);
            await blocking;
        });
    }

    [Fact]
    public void ShutdownAsync_OfATaskThatDoesNotEnd_TakesVirtualTime()
    {
        using var runtime = TestRuntime.Create();
        var owner = (IRuntime)runtime.Handle;
        runtime.Handle.Spawn(async () => await AsyncTime.SleepAsync(TimeSpan.FromDays(1)), new SpawnOptions { Name = "sleeper" });

        var ended = owner.ShutdownAsync(TimeSpan.FromSeconds(10));
        runtime.Advance(TimeSpan.FromSeconds(20));

        Assert.True(ended.IsCompleted);
        Assert.Equal((0, 1), (ended.Result.Drained, ended.Result.Aborted));
        Assert.Equal(TimeSpan.FromSeconds(5), ended.Result.Elapsed);
    }
}
