using HostedRuntime.Atomics;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Ticks once a period; the first tick is due at once or after a time of its own. For one loop: ticks are taken by waiting for them, and a
/// <see cref="MissedTickBehavior"/> says what happens to those that a slow loop misses. Thread-safe, one wait at a time.
/// </summary>
/// <remarks>
/// Semantics are tokio's <c>interval</c> and <c>interval_at</c>. <see cref="PeriodicTimer"/> waits a period before its first tick and knows
/// one behavior only: ticks that were missed become one.
/// </remarks>
public sealed class Interval : IDisposable, IWaitOwner, IRearmableTimerOwner
{
    // Less is the lateness of a timer, not a missed tick. tokio's number.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly TimerSource _alarms;
    private readonly RearmableTimer _timer;
    private readonly MissedTickBehavior _missedTicks;
    private long _next;
    private Waiter<bool>? _waiter;
    private bool _isDisposed;

    /// <summary>Makes an interval whose first tick is due now.</summary>
    /// <param name="period">Above zero.</param>
    /// <param name="missedTicks">What happens to ticks that were missed.</param>
    /// <param name="timeProvider">The clock. Null: the current runtime's; off the runtime the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="period"/> is not above zero, or <paramref name="missedTicks"/> is none of its values.</exception>
    public Interval(TimeSpan period, MissedTickBehavior missedTicks = MissedTickBehavior.Burst, TimeProvider? timeProvider = null)
        : this(TimeSpan.Zero, period, missedTicks, timeProvider)
    {
    }

    /// <summary>Makes an interval whose first tick is due after a time of its own.</summary>
    /// <param name="dueTime">From now until the first tick is due. Zero: now. Infinite: not before the interval is reset.</param>
    /// <param name="period">Above zero.</param>
    /// <param name="missedTicks">What happens to ticks that were missed.</param>
    /// <param name="timeProvider">The clock. Null: the current runtime's; off the runtime the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="dueTime"/> is -2 ms or less (above -1 ms it is zero, between infinite, as in the BCL), <paramref name="period"/> is
    /// not above zero, or <paramref name="missedTicks"/> is none of its values.
    /// </exception>
    public Interval(TimeSpan dueTime, TimeSpan period, MissedTickBehavior missedTicks = MissedTickBehavior.Burst, TimeProvider? timeProvider = null)
    {
        dueTime = DelayArgument.Checked(dueTime, nameof(dueTime));
        if (period <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(period), period, "The period must be above zero.");
        if (!Enum.IsDefined(missedTicks))
            throw new ArgumentOutOfRangeException(nameof(missedTicks), missedTicks, "The behavior must be Burst, Delay or Skip.");
        Period = period;
        _missedTicks = missedTicks;
        _alarms = TimerSource.Of(timeProvider);
        _timer = RearmableTimer.Of(_alarms, this, _gate);
        _next = _alarms.After(_alarms.Now, dueTime);
    }

    /// <summary>The time between two ticks.</summary>
    public TimeSpan Period { get; }

    /// <summary>
    /// When the next tick is due: a timestamp of the interval's clock, as <see cref="TimeProvider.GetTimestamp"/> gives it.
    /// </summary>
    /// <value>
    /// In the past if the tick has been due since then. <see cref="long.MaxValue"/> if no tick will be due: the first one waits for a
    /// reset, or the interval was disposed.
    /// </value>
    /// <remarks>
    /// A loop that reads it before each wait knows, as from tokio's <c>tick</c>, when the tick that it then takes was due;
    /// <see cref="TimeProvider.GetElapsedTime(long)"/> says how late it is.
    /// </remarks>
    public long NextTickTimestamp
    {
        get
        {
            long next;
            using (_gate.Hold())
                next = _next;
            return _alarms.ToTimestamp(next);
        }
    }

    /// <summary>Waits for the next tick and takes it. A wait that is cancelled takes none.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>True: a tick. False: the interval was disposed. To be awaited once.</returns>
    /// <exception cref="InvalidOperationException">Another wait is pending.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the task was aborted.</exception>
    public ValueTask<bool> WaitForNextTickAsync(CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<bool>.After(this, static (interval, ct) => interval.WaitForNextTickAsync(ct), ct);
        Waiter<bool> waiter;
        Waiter<bool>? ready;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                return new(false);
            // A cancelled one is about to withdraw, and will find that it stands here no more.
            if (_waiter is { IsDecided: false })
                return ValueTask.FromException<bool>(new InvalidOperationException("Another wait for this interval is pending. An interval is for one loop: await that one first."));
            if (now >= _next)
            {
                TakeTickLocked(now);
                return new(true);
            }

            waiter = WaiterPool.Rent<Waiter<bool>>();
            waiter.Begin(this);
            _waiter = waiter;
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready?.Grant(true);
        return waiter.Pend(ct);
    }

    /// <summary>The next tick is due a period from now. A pending wait waits for that tick.</summary>
    /// <exception cref="ObjectDisposedException">The interval was disposed.</exception>
    public void Reset() => ResetAfter(Period);

    /// <summary>The next tick is due now, and the one after it a period later. A pending wait ends.</summary>
    /// <exception cref="ObjectDisposedException">The interval was disposed.</exception>
    public void ResetImmediately() => ResetAfter(TimeSpan.Zero);

    /// <summary>
    /// The next tick is due after a time of its own, and the one after it a period later. A pending wait waits for that tick.
    /// </summary>
    /// <param name="dueTime">From now until the next tick is due. Zero: now. Infinite: not before the interval is reset again.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dueTime"/> is -2 ms or less. Above -1 ms it is zero, between infinite,
    /// as in the BCL.</exception>
    /// <exception cref="ObjectDisposedException">The interval was disposed.</exception>
    public void ResetAfter(TimeSpan dueTime)
    {
        dueTime = DelayArgument.Checked(dueTime, nameof(dueTime));
        var now = _alarms.Now;
        MoveNext(_alarms.After(now, dueTime), now);
    }

    /// <summary>The next tick is due at a timestamp, and the one after it a period later. A pending wait waits for that tick.</summary>
    /// <param name="timestamp">
    /// A timestamp of the interval's clock, such as the <see cref="NextTickTimestamp"/> of another interval. One in the past: the tick has
    /// been due since then, and the ticks since then were missed. <see cref="long.MaxValue"/>: not before the interval is reset again.
    /// </param>
    /// <exception cref="ObjectDisposedException">The interval was disposed.</exception>
    public void ResetAt(long timestamp)
    {
        var now = _alarms.Now;
        MoveNext(_alarms.FromTimestamp(timestamp, now), now);
    }

    /// <summary>Ends a pending wait with false, and every later one. A second time it does nothing.</summary>
    public void Dispose()
    {
        Waiter<bool>? ended;
        using (_gate.Hold())
        {
            _isDisposed = true;
            _next = TimerSource.Never;
            _timer.Clear();
            ended = _waiter;
            _waiter = null;
        }

        _timer.Settle();
        if (ended?.TryDecide(WaitDecision.Granted) == true)
            ended.Grant(false);
    }

    void IWaitOwner.Withdraw(Waiter waiter)
    {
        using (_gate.Hold())
        {
            if (!ReferenceEquals(_waiter, waiter))
                return;
            _waiter = null;
            _timer.Clear();
        }

        _timer.Settle();
    }

    string IWaitOwner.Describe(Waiter waiter) => $"Interval, next tick {_alarms.Describe(_next)}";

    void IRearmableTimerOwner.OnElapsed(TimerEntry rang)
    {
        Waiter<bool>? ready;
        var now = _alarms.Now;
        using (_gate.Hold())
            ready = _timer.TryTake(rang) ? ServeLocked(now) : null;
        _timer.Settle();
        ready?.Grant(true);
    }

    void IRearmableTimerOwner.OnTimerFailed(TimerEntry failed, Exception error)
    {
        Waiter<bool>? ended = null;
        using (_gate.Hold())
        {
            if (_timer.TryTake(failed))
                (ended, _waiter) = (_waiter, null);
        }

        if (ended?.TryDecide(WaitDecision.Failed) != true)
            return;
        ended.SetError(error);
        ended.Signal();
    }

    /// <param name="next">When the next tick is due.</param>
    /// <param name="now">Read before the lock: the clock may be code of others.</param>
    private void MoveNext(long next, long now)
    {
        Waiter<bool>? ready;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw("The interval", "A disposed interval ticks no more: make another one.");
            _next = next;
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready?.Grant(true);
    }

    /// <summary>
    /// Serves the pending wait if a tick is due, or sets the reminder for the next one: <see cref="RearmableTimer.Settle"/> follows.
    /// </summary>
    /// <param name="now">Read before the lock: the clock may be code of others.</param>
    /// <returns>The wait, decided; null if there is none, or no tick is due.</returns>
    private Waiter<bool>? ServeLocked(long now)
    {
        while (_waiter is { } waiter)
        {
            if (now < _next)
            {
                if (_timer.TrySet(_next))
                    return null;
                // Only a wheel knows a later time than the one that was read; its clock is ours.
                now = _alarms.Now;
                continue;
            }

            _waiter = null;
            if (!waiter.TryDecide(WaitDecision.Granted))
                break;
            TakeTickLocked(now);
            return waiter;
        }

        return null;
    }

    private void TakeTickLocked(long now)
    {
        var late = _alarms.Between(_next, now);
        _next = late <= s_tolerance || _missedTicks == MissedTickBehavior.Burst
            ? _alarms.After(_next, Period)
            : _alarms.After(now, _missedTicks == MissedTickBehavior.Delay ? Period : Period - TimeSpan.FromTicks(late.Ticks % Period.Ticks));
    }
}
