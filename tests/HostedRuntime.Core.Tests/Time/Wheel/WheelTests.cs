using System.Diagnostics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Time;

/// <summary>The runtime's own timers, tested in real time.</summary>
public abstract class WheelContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    [Fact]
    public void SleepAsync_ManyAtOnce_ResumesOnItsTaskAndNeverEarly() => Run(async rt =>
    {
        var tasks = Enumerable.Range(0, 500).Select(i => rt.Spawn(async () =>
        {
            var time = TimeSpan.FromMilliseconds(i % 20 / 2.0);
            var id = CurrentTask.Id;
            var start = Stopwatch.GetTimestamp();
            await AsyncTime.SleepAsync(time).ConfigureAwait(false);
            Assert.Equal(id, CurrentTask.Id);
            Assert.True(Stopwatch.GetElapsedTime(start) >= time);
        })).ToArray();
        foreach (var task in tasks)
            await task;
    });

    [Fact]
    public void SleepAsync_CancelRacingWithExpiry_EndsOnce() => Run(async rt =>
    {
        for (var round = 0; round < 20; round++)
        {
            using var cts = new CancellationTokenSource(TimeSpan.FromMilliseconds(2), rt.TimeProvider);
            var tasks = Enumerable.Range(0, 50).Select(i => rt.Spawn(() => AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(i % 5), cts.Token).AsTask())).ToArray();
            foreach (var task in tasks)
            {
                var end = await task.JoinAsync();
                Assert.True(end.Exception is null or OperationCanceledException, $"{end.Exception}");
            }
        }
    });

    [Fact]
    public void TimeoutAsync_WhenBodyWaits_FiresItsTokenOnTheTask() => Run(rt => rt.Spawn(async () =>
    {
        var id = CurrentTask.Id;
        long? firedOn = null;
        var fired = new AsyncNotify();
        await Assert.ThrowsAsync<TimeoutException>(() => AsyncTime.TimeoutAsync(TimeSpan.FromMilliseconds(5), async ct =>
        {
            // The callback ends the wait. A wait that the token ends could go on, and take the callback back, before it was called.
            using var registration = ct.Register(() =>
            {
                firedOn = CurrentTask.Id;
                fired.NotifyOne();
            });
            await fired.WaitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
        }));
        Assert.Equal(id, firedOn);
    }).AsTask());

    [Fact]
    public void TimeoutAsync_ShortAfterLong_FiresAtItsTime() => Run(async rt =>
    {
        for (var round = 0; round < 50; round++)
        {
            await AsyncTime.TimeoutAsync(TimeSpan.FromSeconds(10 + round), static async ct => await CurrentTask.YieldAsync());
            var time = TimeSpan.FromMilliseconds(round % 4);
            var start = Stopwatch.GetTimestamp();
            await Assert.ThrowsAsync<TimeoutException>(() => AsyncTime.TimeoutAsync(time, static ct => AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct).AsTask()));
            Assert.True(Stopwatch.GetElapsedTime(start) >= time);
        }
    });

    [Fact]
    public void ShutdownAsync_WithTimeoutsLeft_EmptiesTheWheel() => RunBlocking(rt =>
    {
        rt.Spawn(async () =>
        {
            for (var i = 0; i < 100; i++)
                await AsyncTime.TimeoutAsync(TimeSpan.FromDays(1 + (i % 3)), static async ct => await CurrentTask.YieldAsync());
        }).AsTask().GetAwaiter().GetResult();
        rt.ShutdownAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        Assert.Equal(0, ((RuntimeEngine)rt).Wheel!.Count);
    });

    [Fact]
    public void TimeProvider_TimerCallback_RunsOnTheRuntime() => Run(async rt =>
    {
        var seen = new TaskCompletionSource<(string? Name, IRuntimeHandle? Runtime)>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = rt.TimeProvider.CreateTimer(async _ =>
        {
            await Task.Yield();
            seen.SetResult((CurrentTask.Name, CurrentTask.Runtime));
        }, null, TimeSpan.FromMilliseconds(2), Timeout.InfiniteTimeSpan);
        Assert.Equal(("timers", rt), await seen.Task);
    });

    [Fact]
    public void TimeProvider_WhenACallbackThrows_ReportsTheFault() => OnThread(() =>
    {
        using var reported = new SemaphoreSlim(0);
        var hooks = new RuntimeHooks { TaskFaulted = (task, error) => Assert.True(task.Name == "timers" && error is FormatException && reported.Release() >= 0) };
        using var rt = AsyncRuntime.Create(Options(), hooks: hooks);
        using var timer = rt.TimeProvider.CreateTimer(static _ => throw new FormatException(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        Assert.True(reported.Wait(s_hang));
    });

    [Fact]
    public void SleepAsync_WithAForeignContext_PostsOffTheTimerThread() => Run(async rt =>
    {
        var context = new PostingContext();
        await rt.Spawn(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(5));
        });
        Assert.DoesNotContain("-timer", Assert.Single(context.PostedFrom), StringComparison.Ordinal);
    });

    [Fact]
    public void ShutdownAsync_WhenTasksSleep_AbortsThem() => RunBlocking(rt =>
    {
        var task = rt.Spawn(static () => AsyncTime.SleepAsync(TimeSpan.FromDays(1)).AsTask());
        Signals.UntilWaiting(rt, 1);
        var report = rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        Assert.Equal(1, report.Aborted + report.StillRunning.Count);
        Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().GetAwaiter().GetResult().Status);
    });

    [Fact]
    public void ShutdownAsync_WhenACleanupSleeps_TheTaskStillEnds() => RunBlocking(rt =>
    {
        var stopped = new ManualResetEventSlim();
        var task = rt.Spawn(async () =>
        {
            try
            {
                await AsyncTime.SleepAsync(TimeSpan.FromDays(1));
            }
            finally
            {
                // A sleep is pending when the timer thread ends, and another begins after that.
                for (var i = 0; i < 3 || !stopped.IsSet; i++)
                {
                    try
                    {
                        await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(5));
                    }
                    catch (OperationCanceledException)
                    {
                    }
                }
            }
        });
        Signals.UntilWaiting(rt, 1);
        rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
        stopped.Set();
        Assert.True(task.AsTask().ContinueWith(static _ => { }, TaskScheduler.Default).Wait(s_hang));
    });

    private sealed class PostingContext : SynchronizationContext
    {
        public List<string> PostedFrom { get; } = [];

        public override void Post(SendOrPostCallback d, object? state)
        {
            PostedFrom.Add(Thread.CurrentThread.Name ?? "");
            base.Post(d, state);
        }
    }
}

public sealed class WheelOfTwoWorkersTests : WheelContract;

public sealed class WheelOfCurrentThreadTests : WheelContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.CurrentThread;
}

public sealed class WheelOfThreadPoolTests : WheelContract
{
    protected override RuntimeFlavor Flavor => RuntimeFlavor.ThreadPool;
}
