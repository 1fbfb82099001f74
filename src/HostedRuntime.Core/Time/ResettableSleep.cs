using HostedRuntime.Atomics;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// A time to wait for that can be moved: a deadline that every sign of life puts off. Any number may wait for it. Holds a timer only while somebody
/// waits. Thread-safe.
/// </summary>
/// <remarks>Semantics are tokio's <c>Sleep</c> with its <c>reset</c>.</remarks>
public sealed class ResettableSleep : IDisposable, IReminded, ILaneOwner
{
    private const string What = "The resettable sleep";
    private const string Instead = "Dispose it after the last wait, or make another one.";

    private readonly Lock _gate = new();
    private readonly WaitLane _waits;
    private readonly Alarms _alarms;
    private readonly Reminder _reminder;
    private long _due;
    private bool _isDisposed;

    /// <summary>Makes a sleep that began now.</summary>
    /// <param name="delay">Until it has elapsed. Infinite: not before it is reset.</param>
    /// <param name="timeProvider">The clock. Null: the current runtime's; off the runtime the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is -2 ms or less. Above -1 ms it is zero, between infinite,
    /// as in the BCL.</exception>
    public ResettableSleep(TimeSpan delay, TimeProvider? timeProvider = null)
    {
        delay = Delay.Checked(delay, nameof(delay));
        _waits = new WaitLane(_gate, this);
        _alarms = Alarms.Of(timeProvider);
        _reminder = Reminder.Of(_alarms, this, _gate);
        _due = _alarms.After(_alarms.Now, delay);
    }

    /// <summary>True once the time has come, until it is reset.</summary>
    public bool IsElapsed
    {
        get
        {
            var now = _alarms.Now;
            using (_gate.Hold())
                return IsDueLocked(now);
        }
    }

    /// <summary>Waits until the time has come that is set then.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>To be awaited once.</returns>
    /// <exception cref="ObjectDisposedException">The sleep was disposed, before or meanwhile.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the task was aborted.</exception>
    public ValueTask WaitAsync(CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        if (!Budget.TrySpend())
            return ForcedYield<Nothing>.AfterPlain(this, static (sleep, ct) => sleep.WaitAsync(ct), ct);
        return Enqueue()?.PendPlain(ct) ?? default;
    }

    /// <summary>Moves the time: it has elapsed so long from now, whether it had before or not. Who waits then waits for that.</summary>
    /// <param name="delay">From now on. Infinite: not before it is reset again.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is -2 ms or less. Above -1 ms it is zero, between infinite,
    /// as in the BCL.</exception>
    /// <exception cref="ObjectDisposedException">The sleep was disposed.</exception>
    public void Reset(TimeSpan delay)
    {
        delay = Delay.Checked(delay, nameof(delay));
        WaiterChain ready;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            _due = _alarms.After(now, delay);
            ready = ServeLocked(now);
        }

        _reminder.Settle();
        ready.SignalAll();
    }

    /// <summary>Gives the timer back; who waits gets an <see cref="ObjectDisposedException"/>. A second time it does nothing.</summary>
    public void Dispose()
    {
        WaiterChain ended;
        using (_gate.Hold())
        {
            _isDisposed = true;
            _reminder.Clear();
            ended = FailAllLocked(static () => Disposed.Error(What, Instead));
        }

        _reminder.Settle();
        ended.SignalAll();
    }

    string ILaneOwner.Describe(WaitLane lane) => $"ResettableSleep, {_alarms.Describe(_due)}";

    void IReminded.OnReminded(Alarm rang)
    {
        WaiterChain ready = default;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (_reminder.TryTake(rang))
                ready = ServeLocked(now);
        }

        _reminder.Settle();
        ready.SignalAll();
    }

    void IReminded.OnReminderFailed(Alarm failed, Exception error)
    {
        WaiterChain ended = default;
        using (_gate.Hold())
        {
            if (_reminder.TryTake(failed))
                ended = FailAllLocked(() => error);
        }

        ended.SignalAll();
    }

    /// <summary>Null: there is nothing to wait for.</summary>
    private Waiter<Nothing>? Enqueue()
    {
        Waiter<Nothing> waiter;
        WaiterChain ready;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            if (IsDueLocked(now))
                return null;
            waiter = _waits.Enqueue<Waiter<Nothing>>();
            ready = ServeLocked(now);
        }

        _reminder.Settle();
        ready.SignalAll();
        return waiter;
    }

    private bool IsDueLocked(long now) => _due != Alarms.Never && now >= _due;

    private WaiterChain FailAllLocked(Func<Exception> error)
    {
        var ended = default(WaiterChain);
        while (_waits.Queue.TryDequeue(WaitDecision.Failed, out var waiter))
        {
            waiter.SetError(error());
            ended.Add(waiter);
        }

        return ended;
    }

    /// <summary>Serves the waits if the time has come, or sets the reminder: <see cref="Reminder.Settle"/> follows.</summary>
    /// <param name="now">Read before the lock: the clock may be code of others.</param>
    /// <returns>All waits, decided, if the time has come; otherwise none.</returns>
    private WaiterChain ServeLocked(long now)
    {
        var ready = default(WaiterChain);
        while (!_waits.Queue.IsEmpty)
        {
            if (!IsDueLocked(now))
            {
                if (_reminder.TrySet(_due))
                    break;
                // Only a wheel knows a later time than the one that was read; its clock is ours.
                now = _alarms.Now;
                continue;
            }

            while (_waits.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
                ready.Add(waiter);
        }

        return ready;
    }
}
