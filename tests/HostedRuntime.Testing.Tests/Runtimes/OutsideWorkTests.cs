using HostedRuntime.Sync;

namespace HostedRuntime.Testing.Tests.Runtimes;

/// <summary>The clock stands still while code of the test runs on other threads, also if no task awaits that code.</summary>
public sealed class OutsideWorkTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    // In real time: when the work outside goes on. The driver is idle long before. An end too early would hide a fault, and fail nothing.
    private const int LaterMs = 40;

    [Fact]
    public void Run_TaskRunThatNobodyAwaits_HoldsVirtualTime()
    {
        using var runtime = TestRuntime.Create();
        using var mayEnd = new ManualResetEventSlim();
        var answered = new AsyncNotify();

        runtime.Run(async () =>
        {
            using var answer = answered.Register();
            _ = Task.Run(() =>
            {
                mayEnd.Wait();
                answered.NotifyAll();
            });
            using var later = new Timer(_ => mayEnd.Set(), null, LaterMs, Timeout.Infinite);
            await AsyncTime.TimeoutAsync(s_hour, async ct => await answer.WaitAsync(ct));
        });

        Assert.Equal(TimeSpan.Zero, runtime.Time.Elapsed);
    }

    [Fact]
    public void Run_ThreadThatRuns_HoldsVirtualTime()
    {
        using var runtime = TestRuntime.Create();
        var answered = new AsyncNotify();
        var hasBegun = false;
        var mayEnd = false;

        runtime.Run(async () =>
        {
            using var answer = answered.Register();
            var thread = new Thread(() =>
            {
                Volatile.Write(ref hasBegun, true);
                while (!Volatile.Read(ref mayEnd))
                    Thread.SpinWait(100);
                answered.NotifyAll();
            })
            { IsBackground = true };
            thread.Start();
            SpinWait.SpinUntil(() => Volatile.Read(ref hasBegun));
            using var later = new Timer(_ => Volatile.Write(ref mayEnd, true), null, LaterMs, Timeout.Infinite);
            await AsyncTime.TimeoutAsync(s_hour, async ct => await answer.WaitAsync(ct));
        });

        Assert.Equal(TimeSpan.Zero, runtime.Time.Elapsed);
    }

    [Fact]
    public void Run_ThreadThatWaitsForEver_DoesNotHoldVirtualTime()
    {
        using var runtime = TestRuntime.Create();
        using var end = new ManualResetEventSlim();
        Thread? log = null;

        runtime.Run(async () =>
        {
            log = new Thread(end.Wait) { IsBackground = true };
            log.Start();
            await AsyncTime.SleepAsync(s_hour);
        });
        end.Set();
        log!.Join();

        Assert.Equal(s_hour, runtime.Time.Elapsed);
    }

    [Fact]
    public void Run_ItemOfThePoolThatDoesNotEnd_FailsWithTheReason()
    {
        using var runtime = TestRuntime.Create(new() { ForeignWait = TimeSpan.FromMilliseconds(100) });
        using var end = new ManualResetEventSlim();

        var error = Assert.Throws<ConcurrencyTestException>(() => runtime.Run(async () =>
        {
            _ = Task.Run(end.Wait);
            await AsyncTime.SleepAsync(s_hour);
        }));
        end.Set();

        Assert.Equal(FailureKind.Foreign, error.Kind);
        Assert.Contains("code of the test runs or blocks on a thread of the ThreadPool", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, runtime.Time.Elapsed);
    }

    [Fact]
    public void Spawn_FromOutsideOfTheRun_IsCodeOfTheTest()
    {
        using var runtime = TestRuntime.Create();
        using var mayEnd = new ManualResetEventSlim();
        var answered = new AsyncNotify();
        using var answer = answered.Register();
        var task = runtime.Handle.Spawn(async () =>
        {
            _ = Task.Run(() =>
            {
                mayEnd.Wait();
                answered.NotifyAll();
            });
            using var later = new Timer(_ => mayEnd.Set(), null, LaterMs, Timeout.Infinite);
            await AsyncTime.TimeoutAsync(s_hour, async ct => await answer.WaitAsync(ct));
        });

        runtime.Run(async () => await task);

        Assert.Equal(TimeSpan.Zero, runtime.Time.Elapsed);
    }

    [Fact]
    public void Hold_WhileWorkThatCannotBeSeenRuns_WaitsForIt()
    {
        using var runtime = TestRuntime.Create();
        using var mayEnd = new ManualResetEventSlim();
        var answered = new AsyncNotify();

        runtime.Run(async () =>
        {
            using var answer = answered.Register();
            Timer later;
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() =>
                {
                    mayEnd.Wait();
                    answered.NotifyAll();
                });
                later = new Timer(_ => mayEnd.Set(), null, LaterMs, Timeout.Infinite);
            }

            using (later)
            using (runtime.Time.Hold())
                await AsyncTime.TimeoutAsync(s_hour, async ct => await answer.WaitAsync(ct));
        });

        Assert.Equal(TimeSpan.Zero, runtime.Time.Elapsed);
    }

    [Fact]
    public void Explore_TaskRunThatNobodyAwaits_FailsAsForeign()
    {
        var failure = ConcurrencyTest.Explore(
            async run =>
            {
                var answered = new AsyncNotify();
                using var answer = answered.Register();
                using var begun = new ManualResetEventSlim();
                using var mayEnd = new ManualResetEventSlim();
                _ = Task.Run(() =>
                {
                    begun.Set();
                    mayEnd.Wait();
                    answered.NotifyAll();
                });
                // Kept: a timer that nothing refers to may be collected before it fires.
                Timer later;
                using (ExecutionContext.SuppressFlow())
                    later = new Timer(_ => mayEnd.Set(), null, LaterMs, Timeout.Infinite);
                using var kept = later;
                SpinWait.SpinUntil(() => begun.IsSet);
                await run.Runtime.Spawn(async () => await AsyncTime.TimeoutAsync(s_hour, async ct => await answer.WaitAsync(ct)), new SpawnOptions { Name = "asks" });
            },
            new() { EarlyTimers = 0, Schedules = 2, MaxTime = Timeout.InfiniteTimeSpan }).Failure;

        Assert.Equal(FailureKind.Foreign, failure?.Kind);
        Assert.Contains("it went on because of a thread that is not the test's", failure!.Message, StringComparison.Ordinal);
    }
}
