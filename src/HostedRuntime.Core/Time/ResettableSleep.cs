using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// A time to wait for that can be moved: a deadline that every sign of life puts off. Any number may wait for it. Holds a timer only while somebody
/// waits. Thread-safe.
/// </summary>
/// <remarks>Semantics are tokio's <c>Sleep</c> with its <c>reset</c>.</remarks>
public sealed class ResettableSleep : IDisposable, IReminded
{
    private readonly Lock _gate = new();
    private readonly WaitLane _waits;
    private readonly Alarms _alarms;
    private readonly Reminder _reminder;
    private long _due;
    private bool _isDisposed;

    /// <summary>Makes a sleep that began now.</summary>
    /// <param name="delay">Until it has elapsed. Infinite: not before it is reset.</param>
    /// <param name="timeProvider">The clock. Null: the current runtime's; off the runtime the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative and not infinite.</exception>
    public ResettableSleep(TimeSpan delay, TimeProvider? timeProvider = null)
    {
        Delay.Check(delay, nameof(delay));
        _waits = new WaitLane(_gate);
        _alarms = Alarms.Of(timeProvider);
        _reminder = new Reminder(_alarms, this);
        _due = _alarms.After(_alarms.Now, delay);
    }

    /// <summary>True once the time has come, until it is reset.</summary>
    public bool IsElapsed
    {
        get
        {
            lock (_gate)
                return IsDueLocked();
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
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative and not infinite.</exception>
    /// <exception cref="ObjectDisposedException">The sleep was disposed.</exception>
    public void Reset(TimeSpan delay)
    {
        Delay.Check(delay, nameof(delay));
        WaiterChain ready;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _due = _alarms.After(_alarms.Now, delay);
            ready = ServeLocked();
        }

        ready.SignalAll();
    }

    /// <summary>Gives the timer back; who waits gets an <see cref="ObjectDisposedException"/>. A second time it does nothing.</summary>
    public void Dispose()
    {
        var ended = default(WaiterChain);
        lock (_gate)
        {
            _isDisposed = true;
            _reminder.Clear();
            while (_waits.Queue.TryDequeue(WaitDecision.Failed, out var waiter))
            {
                waiter.SetError(Disposed());
                ended.Add(waiter);
            }
        }

        ended.SignalAll();
    }

    void IReminded.OnReminded(Alarm rang)
    {
        WaiterChain ready = default;
        lock (_gate)
        {
            if (_reminder.TryTake(rang))
                ready = ServeLocked();
        }

        ready.SignalAll();
    }

    private static ObjectDisposedException Disposed() => new(typeof(ResettableSleep).FullName);

    /// <summary>Null: there is nothing to wait for.</summary>
    private Waiter<Nothing>? Enqueue()
    {
        Waiter<Nothing> waiter;
        WaiterChain ready;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (IsDueLocked())
                return null;
            waiter = _waits.Enqueue<Waiter<Nothing>>();
            ready = ServeLocked();
        }

        ready.SignalAll();
        return waiter;
    }

    private bool IsDueLocked() => _due != Alarms.Never && _alarms.Now >= _due;

    /// <summary>All who wait, decided, if the time has come; else nobody, and the reminder is set.</summary>
    private WaiterChain ServeLocked()
    {
        var ready = default(WaiterChain);
        while (!_waits.Queue.IsEmpty)
        {
            if (!IsDueLocked())
            {
                if (_reminder.TrySet(_due))
                    break;
                continue;
            }

            while (_waits.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
                ready.Add(waiter);
        }

        return ready;
    }
}
