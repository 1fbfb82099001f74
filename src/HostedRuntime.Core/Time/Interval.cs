using HostedRuntime.Atomics;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Ticks once a period, for one loop that waits for each tick. The first tick is due at once or after a time of its own. Thread-safe, one
/// wait at a time.
/// </summary>
/// <remarks>
/// If the loop is slow and misses ticks, a <see cref="MissedTickBehavior"/> says what happens to them. The semantics are those of tokio's
/// <c>interval</c> and <c>interval_at</c>. <see cref="PeriodicTimer"/> waits a period before its first tick and has one behavior only:
/// missed ticks become one tick.
/// </remarks>
public sealed class Interval : IDisposable, IWaitOwner, IRearmableTimerOwner
{
    // A smaller delay is the lateness of a timer, not a missed tick. tokio's number.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly TimerSource _timers;
    private readonly RearmableTimer _timer;
    private readonly MissedTickBehavior _missedTicks;
    private long _next;
    private Waiter<bool>? _waiter;
    private bool _isDisposed;

    /// <summary>Makes an interval whose first tick is due now.</summary>
    /// <param name="period">The time between two ticks, above zero.</param>
    /// <param name="missedTicks">The treatment of ticks that were missed.</param>
    /// <param name="timeProvider">The clock. If null, the current runtime's, and off the runtime the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="period"/> is not above zero, or <paramref name="missedTicks"/> is none of its values.
    /// </exception>
    public Interval(TimeSpan period, MissedTickBehavior missedTicks = MissedTickBehavior.Burst, TimeProvider? timeProvider = null)
        : this(TimeSpan.Zero, period, missedTicks, timeProvider)
    {
    }

    /// <summary>Makes an interval whose first tick is due after a time of its own.</summary>
    /// <param name="dueTime">The time from now until the first tick is due. Zero means now; infinite means not before a reset.</param>
    /// <param name="period">The time between two ticks, above zero.</param>
    /// <param name="missedTicks">The treatment of ticks that were missed.</param>
    /// <param name="timeProvider">The clock. If null, the current runtime's, and off the runtime the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="dueTime"/> is -2 ms or less, <paramref name="period"/> is not above zero, or <paramref name="missedTicks"/> is none
    /// of its values. Negative due times above -1 ms count as zero, and the others above -2 ms as infinite, as in the BCL.
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
        _timers = TimerSource.Of(timeProvider);
        _timer = RearmableTimer.Of(_timers, this, _gate);
        _next = _timers.After(_timers.Now, dueTime);
    }

    /// <summary>The time between two ticks.</summary>
    public TimeSpan Period { get; }

    /// <summary>
    /// The time at which the next tick is due, as a timestamp of the interval's clock (<see cref="TimeProvider.GetTimestamp"/>).
    /// </summary>
    /// <value>
    /// In the past if the tick is due already. <see cref="long.MaxValue"/> if no tick will be due, because the first one waits for a reset
    /// or the interval was disposed.
    /// </value>
    /// <remarks>
    /// A loop that reads it before each wait knows when the tick that it then takes was due, as tokio's <c>tick</c> returns it.
    /// <see cref="TimeProvider.GetElapsedTime(long)"/> tells how late the tick is.
    /// </remarks>
    public long NextTickTimestamp
    {
        get
        {
            long next;
            using (_gate.Hold())
                next = _next;
            return _timers.ToTimestamp(next);
        }
    }

    /// <summary>Waits for the next tick and takes it. A wait that is cancelled takes no tick.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True for a tick; false if the interval was disposed. Await once.</returns>
    /// <exception cref="InvalidOperationException">Another wait is pending.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the task was aborted.</exception>
    public ValueTask<bool> WaitForNextTickAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<bool>(cancellationToken);
        if (!Budget.TrySpend())
            return ForcedYield<bool>.After(this, static (interval, cancellationToken) => interval.WaitForNextTickAsync(cancellationToken), cancellationToken);
        Waiter<bool> waiter;
        Waiter<bool>? ready;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                return new(false);
            // A cancelled waiter is about to withdraw, and will find that it was replaced here.
            if (_waiter is { IsDecided: false })
                return ValueTask.FromException<bool>(new InvalidOperationException("Another wait for this interval is pending. An interval is for one loop: await that one first."));
            if (now >= _next)
            {
                TakeTickLocked(now);
                return new(true);
            }

            waiter = WaiterPool.Rent<Waiter<bool>>();
            waiter.Open(this);
            _waiter = waiter;
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready?.Complete(true);
        return waiter.Pend(cancellationToken);
    }

    /// <summary>Makes the next tick due a period from now. A pending wait waits for that tick.</summary>
    /// <exception cref="ObjectDisposedException">The interval was disposed.</exception>
    public void Reset() => ResetAfter(Period);

    /// <summary>Makes the next tick due now, and the one after it a period later. A pending wait ends.</summary>
    /// <exception cref="ObjectDisposedException">The interval was disposed.</exception>
    public void ResetImmediately() => ResetAfter(TimeSpan.Zero);

    /// <summary>
    /// Makes the next tick due after the given time, and the one after it a period later. A pending wait waits for that tick.
    /// </summary>
    /// <param name="dueTime">The time from now until the next tick is due. Zero means now; infinite means not before the next
    /// reset.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="dueTime"/> is -2 ms or less. Negative values above -1 ms count as zero, and the others above -2 ms as infinite, as
    /// in the BCL.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The interval was disposed.</exception>
    public void ResetAfter(TimeSpan dueTime)
    {
        dueTime = DelayArgument.Checked(dueTime, nameof(dueTime));
        var now = _timers.Now;
        MoveNext(_timers.After(now, dueTime), now);
    }

    /// <summary>Makes the next tick due at a timestamp, and the one after it a period later. A pending wait waits for that tick.</summary>
    /// <param name="timestamp">
    /// A timestamp of the interval's clock, such as the <see cref="NextTickTimestamp"/> of another interval. If it is in the past, the
    /// ticks since then count as missed. <see cref="long.MaxValue"/> means not before the next reset.
    /// </param>
    /// <exception cref="ObjectDisposedException">The interval was disposed.</exception>
    public void ResetAt(long timestamp)
    {
        var now = _timers.Now;
        MoveNext(_timers.FromTimestamp(timestamp, now), now);
    }

    /// <summary>Disposes the interval. A pending wait and all later ones return false. Idempotent.</summary>
    public void Dispose()
    {
        Waiter<bool>? ended;
        using (_gate.Hold())
        {
            _isDisposed = true;
            _next = TimerSource.Never;
            _timer.Clear();
            ended = TakeWaiterLocked(WaitDecision.Granted);
        }

        _timer.Settle();
        ended?.Complete(false);
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

    string IWaitOwner.Describe(Waiter waiter) => $"Interval, next tick {_timers.Describe(_next)}";

    void IRearmableTimerOwner.OnElapsed(TimerEntry fired)
    {
        Waiter<bool>? ready;
        var now = _timers.Now;
        using (_gate.Hold())
            ready = _timer.TryTake(fired) ? ServeLocked(now) : null;
        _timer.Settle();
        ready?.Complete(true);
    }

    void IRearmableTimerOwner.OnTimerFailed(TimerEntry failed, Exception error)
    {
        Waiter<bool>? ended = null;
        using (_gate.Hold())
        {
            if (_timer.TryTake(failed))
                ended = TakeWaiterLocked(WaitDecision.Failed);
        }

        ended?.SetError(error);
        ended?.Signal();
    }

    /// <summary>
    /// Takes the pending wait out and decides it. Under the lock, because a cancelled wait may be used elsewhere once it has left. Caller
    /// holds `_gate`.
    /// </summary>
    /// <returns>The wait; null if there is none, or if it was decided before.</returns>
    private Waiter<bool>? TakeWaiterLocked(WaitDecision decision)
    {
        var waiter = _waiter;
        _waiter = null;
        return waiter?.TryDecide(decision) == true ? waiter : null;
    }

    /// <summary>Takes a tick that is due.</summary>
    /// <returns>True if a tick was taken; otherwise false.</returns>
    internal bool TryTakeTick(out bool isDisposed)
    {
        var now = _timers.Now;
        using (_gate.Hold())
        {
            isDisposed = _isDisposed;
            if (isDisposed || now < _next)
                return false;
            TakeTickLocked(now);
            return true;
        }
    }

    /// <summary>Adds a linked wait for the next tick, if none is due.</summary>
    internal CaseStart BeginTick(CaseLink link, out Waiter<bool>? waiter)
    {
        waiter = null;
        Waiter<bool>? ready;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                return CaseStart.Ended;
            if (_waiter is { IsDecided: false })
                throw new InvalidOperationException("Another wait for this interval is pending. An interval is for one loop: await that one first.");
            if (now >= _next)
                return CaseStart.Ready;
            waiter = Waiter.RentLinked<Waiter<bool>>(link);
            waiter.Open(this);
            _waiter = waiter;
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready?.Complete(true);
        return CaseStart.Waiting;
    }

    /// <summary>Sets the due time of the next tick, and serves the pending wait.</summary>
    /// <param name="next">The time at which the next tick is due.</param>
    /// <param name="now">The time, read before the lock, because the clock may be user code.</param>
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
        ready?.Complete(true);
    }

    /// <summary>
    /// Serves the pending wait if a tick is due; otherwise sets the timer for the next one. <see cref="RearmableTimer.Settle"/> must
    /// follow.
    /// </summary>
    /// <param name="now">The time, read before the lock, because the clock may be user code.</param>
    /// <returns>The wait, decided; null if there is none, or no tick is due.</returns>
    private Waiter<bool>? ServeLocked(long now)
    {
        while (_waiter is { } waiter)
        {
            if (now < _next)
            {
                if (_timer.TrySet(_next))
                    return null;
                // Only a wheel can know a later time than the one read before the lock. Its clock is ours, so it may be read under the
                // lock.
                now = _timers.Now;
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
        var late = _timers.Between(_next, now);
        _next = late <= s_tolerance || _missedTicks == MissedTickBehavior.Burst
            ? _timers.After(_next, Period)
            : _timers.After(now, _missedTicks == MissedTickBehavior.Delay ? Period : Period - TimeSpan.FromTicks(late.Ticks % Period.Ticks));
    }
}
