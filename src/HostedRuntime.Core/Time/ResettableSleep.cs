using HostedRuntime.Atomics;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// A sleep whose end can be moved, for example a deadline that each message puts off. Any number of callers may wait for it. It has a timer
/// only while a caller waits. Thread-safe.
/// </summary>
/// <remarks>Semantics are tokio's <c>Sleep</c> with its <c>reset</c>.</remarks>
public sealed class ResettableSleep : IDisposable, IRearmableTimerOwner, IWaiterListOwner
{
    private const string What = "The resettable sleep";
    private const string Instead = "Dispose it after the last wait, or make another one.";

    private readonly Lock _gate = new();
    private readonly WaiterList _waits;
    private readonly TimerSource _timers;
    private readonly RearmableTimer _timer;
    private long _due;
    private bool _isDisposed;

    /// <summary>Makes a sleep that begins now.</summary>
    /// <param name="delay">The time from now until the sleep has elapsed. If infinite, it does not elapse before it is reset.</param>
    /// <param name="timeProvider">The clock. If null, the current runtime's, and off the runtime the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="delay"/> is -2 ms or less. Negative values above -1 ms count as zero, and the others above -2 ms as infinite, as in
    /// the BCL.
    /// </exception>
    public ResettableSleep(TimeSpan delay, TimeProvider? timeProvider = null)
    {
        delay = DelayArgument.Checked(delay, nameof(delay));
        _waits = new WaiterList(_gate, this);
        _timers = TimerSource.Of(timeProvider);
        _timer = RearmableTimer.Of(_timers, this, _gate);
        _due = _timers.After(_timers.Now, delay);
    }

    /// <summary>True once the sleep has elapsed, until it is reset.</summary>
    public bool IsElapsed
    {
        get
        {
            var now = _timers.Now;
            using (_gate.Hold())
                return IsDueLocked(now);
        }
    }

    /// <summary>Waits until the sleep has elapsed. If it is reset meanwhile, waits for the new time.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Completes when the sleep has elapsed. Await once.</returns>
    /// <exception cref="ObjectDisposedException">The sleep was disposed, before or meanwhile.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the task was aborted.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of(cancellationToken);
        if (!Budget.TrySpend())
            return ForcedYield<Unit>.AfterPlain(this, static (sleep, cancellationToken) => sleep.WaitAsync(cancellationToken), cancellationToken);
        return Enqueue()?.PendPlain(cancellationToken) ?? default;
    }

    /// <summary>Starts the sleep again from now, whether it had elapsed or not. Pending waits then wait for the new time.</summary>
    /// <param name="delay">The time from now until the sleep has elapsed. If infinite, it does not elapse before it is reset again.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="delay"/> is -2 ms or less. Negative values above -1 ms count as zero, and the others above -2 ms as infinite, as in
    /// the BCL.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The sleep was disposed.</exception>
    public void Reset(TimeSpan delay)
    {
        delay = DelayArgument.Checked(delay, nameof(delay));
        WakeList ready;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            _due = _timers.After(now, delay);
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
    }

    /// <summary>Disposes the timer. Pending waits end with an <see cref="ObjectDisposedException"/>. Idempotent.</summary>
    public void Dispose()
    {
        WakeList ended = default;
        using (_gate.Hold())
        {
            _isDisposed = true;
            _timer.Clear();
            _waits.Queue.FailAll(static () => Disposed.Error(What, Instead), ref ended);
        }

        _timer.Settle();
        ended.SignalAll();
    }

    string IWaiterListOwner.Describe(WaiterList list) => $"ResettableSleep, {_timers.Describe(_due)}";

    void IRearmableTimerOwner.OnElapsed(TimerEntry fired)
    {
        WakeList ready = default;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_timer.TryTake(fired))
                ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
    }

    void IRearmableTimerOwner.OnTimerFailed(TimerEntry failed, Exception error)
    {
        WakeList ended = default;
        using (_gate.Hold())
        {
            if (_timer.TryTake(failed))
                _waits.Queue.FailAll(() => error, ref ended);
        }

        ended.SignalAll();
    }

    /// <summary>Starts a wait.</summary>
    /// <returns>The waiter; null if the sleep has elapsed.</returns>
    private Waiter<Unit>? Enqueue()
    {
        Waiter<Unit> waiter;
        WakeList ready;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            if (IsDueLocked(now))
                return null;
            waiter = _waits.Enqueue<Waiter<Unit>>();
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
        return waiter;
    }

    /// <summary>Adds a linked wait, if the sleep has not elapsed.</summary>
    internal CaseStart BeginWait(CaseLink link, out Waiter<Unit>? waiter)
    {
        waiter = null;
        WakeList ready;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            if (IsDueLocked(now))
                return CaseStart.Ready;
            waiter = _waits.EnqueueLinked<Waiter<Unit>>(link);
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
        return CaseStart.Waiting;
    }

    private bool IsDueLocked(long now) => _due != TimerSource.Never && now >= _due;

    /// <summary>
    /// Grants the waits if the time has come; otherwise sets the timer. The caller calls <see cref="RearmableTimer.Settle"/> after the
    /// lock. Caller holds `_gate`.
    /// </summary>
    /// <param name="now">The time, read before the lock, because the clock may be user code.</param>
    /// <returns>All waits, decided, if the time has come; otherwise none.</returns>
    private WakeList ServeLocked(long now)
    {
        var ready = default(WakeList);
        while (!_waits.Queue.IsEmpty)
        {
            if (!IsDueLocked(now))
            {
                if (_timer.TrySet(_due))
                    break;
                // Only a wheel can know a later time than the one read before the lock. Its clock is ours, so it may be read under the
                // lock.
                now = _timers.Now;
                continue;
            }

            while (_waits.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
                ready.Add(waiter);
        }

        return ready;
    }
}
