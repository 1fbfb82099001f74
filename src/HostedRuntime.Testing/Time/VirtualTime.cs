using HostedRuntime.Atomics;

namespace HostedRuntime.Testing;

/// <summary>
/// The clock of a test. It stands still while a task runs, and jumps to the next timer once no task can go on. So a test that sleeps for an
/// hour takes milliseconds. Any thread.
/// </summary>
/// <remarks>
/// <para>Pass it to code that takes a <see cref="TimeProvider"/>: <c>Task.Delay</c>, <c>PeriodicTimer</c>,
/// <c>CancellationTokenSource</c>. Sleeps, timeouts and intervals of the test's runtime use it by themselves.</para>
/// <para>It never jumps while code of the test is under way on another thread, or a body blocks its thread. The idea is that of tokio's
/// <c>start_paused</c> and kotlinx' <c>runTest</c>; unlike there, a wait in real time does not let a timeout fire early.</para>
/// </remarks>
public sealed class VirtualTime : TimeProvider
{
    internal static readonly DateTimeOffset DefaultStart = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<VirtualTimer, (long Due, long Number)> _queue = new();
    private readonly DateTimeOffset _start;

    /// <summary>The times to which a caller of AdvanceAsync wants the clock to move.</summary>
    private readonly List<long> _targets = [];
    private long _now;
    private long _number;
    private int _holds;
    private bool _advancesWhenIdle = true;

    internal VirtualTime(DateTimeOffset start) => _start = start;

    /// <summary>The number of timestamps in a second, which is that of <see cref="TimeSpan.TicksPerSecond"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The time zone of the test, which is UTC on every machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>The virtual time since the start of the test.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

    /// <summary>Whether the clock jumps to the next timer once no task can go on.</summary>
    /// <value>True by default. With false only <see cref="AdvanceAsync"/> moves the clock.</value>
    public bool AdvancesWhenIdle
    {
        get
        {
            using (_gate.Hold())
                return _advancesWhenIdle;
        }

        set
        {
            using (_gate.Hold())
                _advancesWhenIdle = value;
            Changed?.Invoke();
        }
    }

    /// <summary>Called after a change that may let the clock move, if it was made on a thread that is not the driver's.</summary>
    internal Action? Changed { get; set; }

    internal bool IsHeld
    {
        get
        {
            using (_gate.Hold())
                return _holds > 0;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        using (_gate.Hold())
            return _now;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <summary>Creates a timer by this clock. Its callback runs on a thread of the test, between two steps.</summary>
    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Keeps the clock from jumping until the scope is disposed. <see cref="AdvanceAsync"/> still moves it.</summary>
    /// <returns>The scope. Scopes nest, and may be disposed in any order.</returns>
    public IDisposable Hold()
    {
        using (_gate.Hold())
            _holds++;
        return new TimeHold(this);
    }

    /// <summary>
    /// Moves the clock, step by step. Each timer that becomes due fires, and what follows from it runs until no task can go on, before the
    /// next one fires.
    /// </summary>
    /// <param name="by">How far to move the clock; not negative.</param>
    /// <returns>A Task that ends once the clock has arrived and no task can go on. Await it inside a body of the test.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public Task AdvanceAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        // Not asynchronous: a body of runtime-async would come back by the ThreadPool. It ends outside any poll, so each body is posted.
        var arrived = new TaskCompletionSource();
        long target;
        using (_gate.Hold())
        {
            target = checked(_now + by.Ticks);
            _targets.Add(target);
        }

        _ = new VirtualTimer(
            this,
            _ =>
            {
                using (_gate.Hold())
                    _targets.Remove(target);
                arrived.SetResult();
            },
            state: null)
        { IsOurs = true }.Change(by, Timeout.InfiniteTimeSpan);
        return arrived.Task;
    }

    internal void Release()
    {
        using (_gate.Hold())
            _holds--;
        Changed?.Invoke();
    }

    /// <summary>Returns whether a timer may fire now: once no task can go on, or early.</summary>
    internal bool MayFire()
    {
        using (_gate.Hold())
        {
            return TryPeekLocked(out _, out var key)
                && ((_advancesWhenIdle && _holds == 0) || _targets.Exists(target => target >= key.Due));
        }
    }

    /// <summary>The time at which the next timer is due; null if none is armed.</summary>
    internal long? NextDue
    {
        get
        {
            using (_gate.Hold())
                return TryPeekLocked(out _, out var key) ? key.Due : null;
        }
    }

    /// <summary>Moves the clock to the next timer, if there is one, and fires that timer.</summary>
    /// <returns>The timer; null if none is armed.</returns>
    internal VirtualTimer? FireNext()
    {
        VirtualTimer timer;
        using (_gate.Hold())
        {
            if (!TryPeekLocked(out var next, out var key))
                return null;
            timer = next;
            _queue.Dequeue();
            _now = Math.Max(_now, key.Due);
            timer.OnDequeued();
            if (timer.Period > 0)
                ArmLocked(timer, _now + timer.Period);
        }

        timer.Fire();
        return timer;
    }

    internal void Arm(VirtualTimer timer, long delay, long period)
    {
        using (_gate.Hold())
        {
            timer.Period = period;
            timer.OnDequeued();
            if (delay >= 0)
                ArmLocked(timer, delay > long.MaxValue - _now ? long.MaxValue : _now + delay);
        }

        Changed?.Invoke();
    }

    /// <summary>Returns the timers that are armed, apart from those of <see cref="AdvanceAsync"/>, the next one first.</summary>
    internal List<VirtualTimer> Armed()
    {
        using (_gate.Hold())
        {
            return [.. _queue.UnorderedItems
                .Where(static item => item.Element.IsArmedFor(item.Priority) && !item.Element.IsOurs)
                .OrderBy(static item => item.Priority)
                .Select(static item => item.Element)];
        }
    }

    private void ArmLocked(VirtualTimer timer, long due)
    {
        // The end of an advance comes after everything else that is due at its time.
        var key = (due, ++_number + (timer.IsOurs ? long.MaxValue / 2 : 0));
        timer.OnQueued(key);
        _queue.Enqueue(timer, key);
    }

    // A timer that was changed or disposed stays in the queue until its old time comes.
    private bool TryPeekLocked(out VirtualTimer timer, out (long Due, long Number) key)
    {
        while (_queue.TryPeek(out timer!, out key))
        {
            if (timer.IsArmedFor(key))
                return true;
            _queue.Dequeue();
        }

        return false;
    }
}
