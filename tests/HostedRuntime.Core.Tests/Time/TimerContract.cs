using System.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Time;

/// <summary>
/// The documented behavior of <see cref="Timer"/> and of the BCL types that take a TimeProvider. Time passes by itself and is not asserted,
/// except that no timer fires early. A test waits for another timer that is due later, to show that something does not happen.
/// </summary>
public abstract class TimerContract
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_later = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_never = Timeout.InfiniteTimeSpan;

    /// <summary>True if callbacks of one timer may run at the same time.</summary>
    protected virtual bool IsParallel => true;

    /// <summary>How early a timer may fire. The system's timers go by a coarser clock than its timestamps.</summary>
    protected virtual TimeSpan Earliness => TimeSpan.Zero;

    protected abstract void Run(Action<TimeProvider> body);

    [Fact]
    public void CreateTimer_DueNow_CallsBackOnce() => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        using var timer = tp.CreateTimer(_ => calls.Release(), null, TimeSpan.Zero, s_never);
        Take(calls);
        PassLater(tp);
        Assert.Equal(0, calls.CurrentCount);
    });

    [Fact]
    public void CreateTimer_DueNow_IsNotCalledInline() => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        var thread = 0;
        using var timer = tp.CreateTimer(_ =>
        {
            thread = Environment.CurrentManagedThreadId;
            calls.Release();
        }, null, TimeSpan.Zero, s_never);
        Take(calls);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    });

    [Fact]
    public void CreateTimer_InfiniteDueTime_FiresOnlyAfterAChange() => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        using var timer = tp.CreateTimer(_ => calls.Release(), null, s_never, s_soon);
        PassLater(tp);
        Assert.Equal(0, calls.CurrentCount);
        Assert.True(timer.Change(s_soon, s_never));
        Take(calls);
    });

    [Fact]
    public void CreateTimer_WhenDue_IsNeverEarlyAndGetsItsState() => Run(tp =>
    {
        for (var i = 0; i < 20; i++)
        {
            using var calls = new SemaphoreSlim(0);
            var start = Stopwatch.GetTimestamp();
            var elapsed = TimeSpan.Zero;
            object? seen = null;
            using var timer = tp.CreateTimer(state =>
            {
                elapsed = Stopwatch.GetElapsedTime(start);
                seen = state;
                calls.Release();
            }, calls, s_soon, s_never);
            Take(calls);
            Assert.Same(calls, seen);
            Assert.True(elapsed >= s_soon - Earliness, $"It came after {elapsed}.");
        }
    });

    [Fact]
    public void Period_IsSet_CallsBackUntilDisposed() => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        var timer = tp.CreateTimer(_ => calls.Release(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 10; i++)
            Take(calls);
        timer.Dispose();
        timer.Dispose();
        AssertQuiet(tp, () => calls.CurrentCount);
    });

    [Fact]
    public void Period_ZeroOrInfinite_CallsBackOnce() => Run(tp =>
    {
        foreach (var period in new[] { TimeSpan.Zero, s_never })
        {
            using var calls = new SemaphoreSlim(0);
            using var timer = tp.CreateTimer(_ => calls.Release(), null, s_soon, period);
            Take(calls);
            PassLater(tp);
            Assert.Equal(0, calls.CurrentCount);
        }
    });

    [Fact]
    public void Period_ShorterThanTheCallback_RunsTwoCallbacksAtOnce() => Run(tp =>
    {
        Assert.SkipUnless(IsParallel, "One thread runs one callback at a time.");
        using var second = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        var calls = 0;
        using var timer = tp.CreateTimer(_ =>
        {
            switch (Interlocked.Increment(ref calls))
            {
                case 1:
                    Assert.True(second.Wait(s_hang));
                    ended.Set();
                    break;
                case 2:
                    second.Set();
                    break;
            }
        }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        Assert.True(ended.Wait(s_hang));
    });

    [Fact]
    public void Change_ToInfinite_StopsTheTimer() => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        using var timer = tp.CreateTimer(_ => calls.Release(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        Take(calls);
        Assert.True(timer.Change(s_never, s_never));
        AssertQuiet(tp, () => calls.CurrentCount);
    });

    [Fact]
    public void Change_BeforeItIsDue_ReplacesTheTime() => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        using var timer = tp.CreateTimer(_ => calls.Release(), null, TimeSpan.FromDays(1), s_never);
        Assert.True(timer.Change(s_soon, s_never));
        Take(calls);
        Assert.True(timer.Change(s_soon, s_never));
        Assert.True(timer.Change(TimeSpan.FromDays(40), s_never));
        PassLater(tp);
        Assert.InRange(calls.CurrentCount, 0, 1);
    });

    [Fact]
    public void Change_InTheCallback_SetsTheTimerAgain() => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        ITimer? timer = null;
        var left = 5;
        timer = tp.CreateTimer(_ =>
        {
            calls.Release();
            if (--left > 0)
                timer!.Change(TimeSpan.FromMilliseconds(1), s_never);
        }, null, s_never, s_never);
        timer.Change(TimeSpan.Zero, s_never);
        for (var i = 0; i < 5; i++)
            Take(calls);
        timer.Dispose();
    });

    [Fact]
    public void Dispose_InTheCallback_StopsTheTimer() => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        ITimer? timer = null;
        timer = tp.CreateTimer(_ =>
        {
            timer!.Dispose();
            calls.Release();
        }, null, s_never, s_never);
        timer.Change(TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        Take(calls);
        AssertQuiet(tp, () => calls.CurrentCount);
        Assert.False(timer.Change(TimeSpan.Zero, s_never));
    });

    [Fact]
    public void DisposeAsync_WhileACallbackRuns_CompletesAfterIt() => Run(tp =>
    {
        using var running = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var hasEnded = false;
        var timer = tp.CreateTimer(_ =>
        {
            running.Set();
            Assert.True(gate.Wait(s_hang));
            hasEnded = true;
        }, null, TimeSpan.Zero, s_never);
        Assert.True(running.Wait(s_hang));
        var disposed = timer.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        gate.Set();
        Assert.True(disposed.Wait(s_hang));
        Assert.True(hasEnded);
        Assert.True(timer.DisposeAsync().IsCompletedSuccessfully);
    });

    [Fact]
    public void CreateTimer_ExecutionContext_FlowsFromTheCreator() => Run(tp =>
    {
        var local = new AsyncLocal<int> { Value = 7 };
        Assert.Equal(7, Seen());
        using (ExecutionContext.SuppressFlow())
            Assert.Equal(0, Seen());

        int Seen()
        {
            using var calls = new SemaphoreSlim(0);
            var seen = -1;
            using var timer = tp.CreateTimer(_ =>
            {
                seen = local.Value;
                calls.Release();
            }, null, TimeSpan.Zero, s_never);
            Take(calls);
            return seen;
        }
    });

    [Fact]
    public void CreateTimer_InvalidArguments_Throws() => Run(tp =>
    {
        Assert.Throws<ArgumentNullException>(() => tp.CreateTimer(null!, null, s_never, s_never));
        foreach (var bad in new[] { TimeSpan.FromMilliseconds(-2), TimeSpan.FromMilliseconds((double)uint.MaxValue) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => tp.CreateTimer(static _ => { }, null, bad, s_never));
            Assert.Throws<ArgumentOutOfRangeException>(() => tp.CreateTimer(static _ => { }, null, s_never, bad));
        }
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(-9_999)]
    public void CreateTimer_LessThan1MsBelowZero_FiresNow(long ticks) => Run(tp =>
    {
        var time = TimeSpan.FromTicks(ticks);
        using var calls = new SemaphoreSlim(0);
        using var timer = tp.CreateTimer(_ => calls.Release(), null, time, time);
        Take(calls);
        Assert.True(timer.Change(time, s_never));
        Take(calls);
        using var cts = new CancellationTokenSource(time, tp);
        Assert.True(cts.Token.WaitHandle.WaitOne(s_hang));
        Assert.True(Task.Delay(time, tp).Wait(s_hang));
    });

    [Theory]
    [InlineData(-10_000)]
    [InlineData(-19_999)]
    public void CreateTimer_From1To2MsBelowZero_NeverFires(long ticks) => Run(tp =>
    {
        using var calls = new SemaphoreSlim(0);
        using var timer = tp.CreateTimer(_ => calls.Release(), null, TimeSpan.FromTicks(ticks), TimeSpan.FromTicks(ticks));
        PassLater(tp);
        Assert.Equal(0, calls.CurrentCount);
    });

    [Fact]
    public void CreateTimer_FractionAboveTheLongestTime_IsAccepted() => Run(tp =>
        tp.CreateTimer(static _ => { }, null, TimeSpan.FromMilliseconds(uint.MaxValue - 1) + TimeSpan.FromTicks(9_999), s_never).Dispose());

    [Fact]
    public void Delay_OfTheBcl_CompletesOrIsCanceled() => Run(tp =>
    {
        using var cts = new CancellationTokenSource();
        var canceled = Task.Delay(TimeSpan.FromDays(1), tp, cts.Token);
        Assert.True(Task.Delay(s_soon, tp).Wait(s_hang));
        Assert.False(canceled.IsCompleted);
        cts.Cancel();
        Assert.Throws<AggregateException>(() => canceled.Wait(s_hang));
        Assert.True(canceled.IsCanceled);
    });

    [Fact]
    public void TokenSource_OfTheBcl_FiresAfterItsTime() => Run(tp =>
    {
        using var late = new CancellationTokenSource(TimeSpan.FromDays(1), tp);
        using var soon = new CancellationTokenSource(s_soon, tp);
        Assert.True(soon.Token.WaitHandle.WaitOne(s_hang));
        Assert.False(late.IsCancellationRequested);
        late.CancelAfter(s_soon);
        Assert.True(late.Token.WaitHandle.WaitOne(s_hang));
    });

    [Fact]
    public void PeriodicTimer_OfTheBcl_TicksUntilDisposed() => Run(tp =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1), tp);
        for (var i = 0; i < 5; i++)
        {
            // The test blocks this thread, because an await would need the ThreadPool, and one of the test classes starves the pool.
            var tick = timer.WaitForNextTickAsync().AsTask();
            Assert.True(tick.Wait(s_hang) && tick.Result);
        }

        timer.Dispose();
        Assert.False(timer.WaitForNextTickAsync().AsTask().Result);
    });

    [Fact]
    public void WaitAsync_OfTheBcl_ThrowsAfterItsTime() => Run(tp =>
    {
        var never = new TaskCompletionSource().Task;
        var waiting = never.WaitAsync(s_soon, tp);
        Assert.IsType<TimeoutException>(Assert.Throws<AggregateException>(() => waiting.Wait(s_hang)).InnerException);
        Assert.True(Task.CompletedTask.WaitAsync(s_soon, tp).IsCompletedSuccessfully);
    });

    private static void Take(SemaphoreSlim calls) => Assert.True(calls.Wait(s_hang), "It was not called back.");

    /// <summary>Waits for a later timer, so that every callback that is due by now has run.</summary>
    private static void PassLater(TimeProvider tp)
    {
        using var passed = new SemaphoreSlim(0);
        using var timer = tp.CreateTimer(_ => passed.Release(), null, s_later, s_never);
        Take(passed);
    }

    /// <summary>Asserts that no more callbacks come. The last callback may still run when its timer is stopped.</summary>
    private static void AssertQuiet(TimeProvider tp, Func<int> count)
    {
        PassLater(tp);
        var before = count();
        PassLater(tp);
        Assert.Equal(before, count());
    }
}

/// <summary>Runs the contract on the system's timers, to show that the BCL keeps it too.</summary>
public sealed class TimersOfTheSystemTests : TimerContract
{
    protected override TimeSpan Earliness => TimeSpan.FromMilliseconds(20);

    protected override void Run(Action<TimeProvider> body) => body(TimeProvider.System);
}

public sealed class TimersOfTwoWorkersTests : TimerContract
{
    protected override void Run(Action<TimeProvider> body)
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        body(rt.TimeProvider);
    }
}

public sealed class TimersOfCurrentThreadTests : TimerContract
{
    protected override bool IsParallel => false;

    protected override void Run(Action<TimeProvider> body)
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.CurrentThread });
        body(rt.TimeProvider);
    }
}

public sealed class TimersOfThreadPoolTests : TimerContract
{
    protected override void Run(Action<TimeProvider> body)
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.ThreadPool });
        body(rt.TimeProvider);
    }
}

public sealed class TimersAfterTheEndTests : TimerContract
{
    protected override void Run(Action<TimeProvider> body)
    {
        var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        rt.Dispose();
        body(rt.TimeProvider);
    }
}

[Collection(nameof(Alone))]
public sealed class TimersWhileThePoolStarvesTests : TimerContract
{
    protected override void Run(Action<TimeProvider> body)
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        using var pool = new StarvedPool();
        body(rt.TimeProvider);
        Assert.True(pool.WasStarved, "The ThreadPool ran work, so the test proves nothing.");
    }
}
