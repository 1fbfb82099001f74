namespace HostedRuntime.Tests.Time.Foreign;

/// <summary>The members of this library that wait for a time.</summary>
public enum TimedThing
{
    SleepAsync,
    SleepUntilAsync,
    TimeoutAsync,
    TimeoutAtAsync,
    Interval,
    IntervalReset,
    IntervalDueTime,
    IntervalResetAt,
    ResettableSleep,
    DelayQueue,
}

/// <summary>Waits for a time by one of these members.</summary>
internal sealed class TimedWait(TimedThing thing, TimeProvider clock) : IDisposable
{
    private readonly Interval _interval = new(TimeSpan.FromDays(1), MissedTickBehavior.Delay, clock);
    private readonly ResettableSleep _sleep = new(Timeout.InfiniteTimeSpan, clock);
    private readonly DelayQueue<int> _queue = new(clock);

    /// <summary>Completes once the time has passed. Called on a task, or on a thread that has entered a runtime.</summary>
    public Task StartAsync(TimeSpan time) => thing switch
    {
        TimedThing.SleepAsync => AsyncTime.SleepAsync(time).AsTask(),
        TimedThing.SleepUntilAsync => AsyncTime.SleepUntilAsync(clock.GetUtcNow() + time).AsTask(),
        TimedThing.TimeoutAsync => TimeoutAsync(AsyncTime.TimeoutAsync(time, EndlessAsync)),
        TimedThing.TimeoutAtAsync => TimeoutAsync(AsyncTime.TimeoutAtAsync(clock.GetUtcNow() + time, EndlessAsync)),
        TimedThing.Interval => TwoTicksAsync(time),
        TimedThing.IntervalReset => TickAfterResetAsync(time),
        TimedThing.IntervalDueTime => FirstTickAsync(time),
        TimedThing.IntervalResetAt => TickWithAnotherAsync(time),
        TimedThing.ResettableSleep => SleepResetAsync(time),
        TimedThing.DelayQueue => DequeueAsync(time),
        _ => throw new ArgumentOutOfRangeException(nameof(time)),
    };

    public void Dispose()
    {
        _interval.Dispose();
        _sleep.Dispose();
        _queue.Dispose();
    }

    public static async Task EndlessAsync(CancellationToken ct) => await new TaskCompletionSource().Task.WaitAsync(ct).ConfigureAwait(false);

    private static async Task TimeoutAsync(Task timed) => await Assert.ThrowsAsync<TimeoutException>(() => timed).ConfigureAwait(false);

    private async Task TwoTicksAsync(TimeSpan time)
    {
        using var interval = new Interval(time, MissedTickBehavior.Delay, clock);
        Assert.True(await interval.WaitForNextTickAsync().ConfigureAwait(false));
        Assert.True(await interval.WaitForNextTickAsync().ConfigureAwait(false));
    }

    private async Task TickAfterResetAsync(TimeSpan time)
    {
        using var interval = new Interval(time, MissedTickBehavior.Delay, clock);
        Assert.True(await interval.WaitForNextTickAsync().ConfigureAwait(false));
        var next = interval.WaitForNextTickAsync();
        interval.Reset();
        Assert.True(await next.ConfigureAwait(false));
    }

    private async Task FirstTickAsync(TimeSpan time)
    {
        using var interval = new Interval(time, TimeSpan.FromDays(1), timeProvider: clock);
        Assert.True(await interval.WaitForNextTickAsync().ConfigureAwait(false));
    }

    private async Task TickWithAnotherAsync(TimeSpan time)
    {
        using var other = new Interval(time, TimeSpan.FromDays(1), timeProvider: clock);
        using var interval = new Interval(Timeout.InfiniteTimeSpan, TimeSpan.FromDays(1), timeProvider: clock);
        var tick = interval.WaitForNextTickAsync();
        interval.ResetAt(other.NextTickTimestamp);
        Assert.True(await tick.ConfigureAwait(false));
    }

    /// <summary>Uses the same object in each round, and resets it both without and with a pending wait.</summary>
    private async Task SleepResetAsync(TimeSpan time)
    {
        _sleep.Reset(TimeSpan.FromDays(1_000));
        var wait = _sleep.WaitAsync();
        _sleep.Reset(time);
        await wait.ConfigureAwait(false);
    }

    private async Task DequeueAsync(TimeSpan time)
    {
        var far = _queue.Enqueue(1, TimeSpan.FromDays(1_000));
        var item = _queue.DequeueAsync();
        var near = _queue.Enqueue(2, time);
        // The far item comes first if its time passed before the near item was added.
        var first = await item.ConfigureAwait(false);
        Assert.True(_queue.TryRemove(first == 1 ? near : far, out _));
    }
}
