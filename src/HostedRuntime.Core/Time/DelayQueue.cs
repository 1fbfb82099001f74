using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Items that come out when their time has come, the earliest first: expiring cache entries, retries, sessions that end. Enqueue, remove and reset
/// take the same time with a million items as with one. Any number may enqueue and dequeue; thread-safe.
/// </summary>
/// <typeparam name="T">What is queued.</typeparam>
/// <remarks>
/// The resolution is 1 ms; items of one millisecond come out in the order in which they were enqueued, as a rule. Semantics are tokio-util's
/// <c>DelayQueue</c>, but for the empty queue: dequeuing waits for an item.
/// </remarks>
public sealed class DelayQueue<T> : IDisposable, IReminded, ILaneOwner
{
    private const string What = "The delay queue";
    private const string Instead = "Dispose it after the last call; a loop over ReadAllAsync ends without an exception then.";

    private readonly Lock _gate = new();
    private readonly WaitLane _waits;
    private readonly Alarms _alarms;
    private readonly Reminder _reminder;
    private readonly TickScale _scale;
    private TimerWheel _wheel = new();

    /// <summary>Taken out of the wheel, for it is due, and not yet given to anybody.</summary>
    private DelayedItem<T>? _due;
    private bool _isDisposed;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="timeProvider">The clock. Null: the current runtime's; off the runtime the system's.</param>
    public DelayQueue(TimeProvider? timeProvider = null)
    {
        _waits = new WaitLane(_gate, this);
        _alarms = Alarms.Of(timeProvider);
        _reminder = Reminder.Of(_alarms, this, _gate);
        _scale = _alarms.Scale;
    }

    /// <summary>Items in the queue, those included whose time has come.</summary>
    public int Count
    {
        get
        {
            using (_gate.Hold())
                return _wheel.Count + (_due is null ? 0 : 1);
        }
    }

    /// <summary>Puts an item in.</summary>
    /// <param name="item">The item.</param>
    /// <param name="delay">Until it comes out. Zero: now. Infinite: not before it is reset.</param>
    /// <returns>What finds the item again while it is in the queue.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is -2 ms or less. Above -1 ms it is zero, between infinite,
    /// as in the BCL.</exception>
    /// <exception cref="ObjectDisposedException">The queue was disposed.</exception>
    public Key Enqueue(T item, TimeSpan delay)
    {
        delay = Delay.Checked(delay, nameof(delay));
        var entry = new DelayedItem<T>(this, item);
        WaiterChain ready;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            InsertLocked(entry, delay, now);
            ready = ServeLocked(now);
        }

        _reminder.Settle();
        ready.SignalAll();
        return new Key(entry);
    }

    /// <summary>Takes an item out before its time, or after it if nobody dequeued it yet.</summary>
    /// <param name="key">From <see cref="Enqueue"/>.</param>
    /// <param name="item">The item.</param>
    /// <returns>False: it is not in this queue any more, or never was.</returns>
    public bool TryRemove(Key key, [MaybeNullWhen(false)] out T item)
    {
        item = default;
        using (_gate.Hold())
        {
            if (key.Item is not { } entry || !TryTakeOutLocked(entry))
                return false;
            item = entry.Leave();
            return true;
        }
    }

    /// <summary>Moves the time of an item, also of one whose time has come if nobody dequeued it yet.</summary>
    /// <param name="key">From <see cref="Enqueue"/>; it stays good.</param>
    /// <param name="delay">From now until it comes out. Zero: now. Infinite: not before it is reset again.</param>
    /// <returns>False: it is not in this queue any more, or never was.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is -2 ms or less. Above -1 ms it is zero, between infinite,
    /// as in the BCL.</exception>
    public bool TryReset(Key key, TimeSpan delay)
    {
        delay = Delay.Checked(delay, nameof(delay));
        WaiterChain ready;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (key.Item is not { } entry || !TryTakeOutLocked(entry))
                return false;
            InsertLocked(entry, delay, now);
            ready = ServeLocked(now);
        }

        _reminder.Settle();
        ready.SignalAll();
        return true;
    }

    /// <summary>Waits for the time of the earliest item and takes it. A wait that is cancelled takes none.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>To be awaited once.</returns>
    /// <exception cref="ObjectDisposedException">The queue was disposed, before or meanwhile.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the task was aborted.</exception>
    public ValueTask<T> DequeueAsync(CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<T>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<T>.After(this, static (queue, ct) => queue.DequeueAsync(ct), ct);
        Waiter<T> waiter;
        WaiterChain ready;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            if (_waits.Queue.IsEmpty && PeekDueLocked(now) is { } item)
            {
                _due = null;
                return new(item.Leave());
            }

            waiter = _waits.Enqueue<Waiter<T>>();
            ready = ServeLocked(now);
        }

        _reminder.Settle();
        ready.SignalAll();
        return waiter.Pend(ct);
    }

    /// <summary>Dequeues until the queue is disposed.</summary>
    /// <param name="ct">Ends the enumeration.</param>
    /// <returns>The items, each at its time.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the task was aborted.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            T item;
            try
            {
                item = await DequeueAsync(ct);
            }
            catch (ObjectDisposedException) when (_isDisposed)
            {
                yield break;
            }

            yield return item;
        }
    }

    /// <summary>Drops what is in the queue; who waits gets an <see cref="ObjectDisposedException"/>. A second time it does nothing.</summary>
    public void Dispose()
    {
        WaiterChain ended;
        using (_gate.Hold())
        {
            _isDisposed = true;
            _reminder.Clear();
            _wheel = new TimerWheel();
            _due = null;
            ended = FailAllLocked(static () => Disposed.Error(What, Instead));
        }

        _reminder.Settle();
        ended.SignalAll();
    }

    /// <summary>
    /// Without the lock: a count that moves meanwhile is as good as any. Not when the first item is due: a wheel finds that out as time passes, and to
    /// search for it would hold the lock for as long as there are items.
    /// </summary>
    string ILaneOwner.Describe(WaitLane lane) => _wheel.Count switch
    {
        0 => "DelayQueue, 0 items",
        1 => "DelayQueue, 1 item, not due yet",
        var count => $"DelayQueue, {count} items, none due yet",
    };

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

    private void InsertLocked(DelayedItem<T> item, TimeSpan delay, long now)
    {
        var due = _alarms.After(now, delay);
        _wheel.Insert(item, due == Alarms.Never ? TimerWheel.Never : _scale.Due(due));
    }

    private bool TryTakeOutLocked(DelayedItem<T> item)
    {
        if (_isDisposed || !ReferenceEquals(item.Queue, this))
            return false;
        if (ReferenceEquals(_due, item))
            _due = null;
        else
            _wheel.Remove(item);
        return true;
    }

    private DelayedItem<T>? PeekDueLocked(long now) => _due ??= (DelayedItem<T>?)_wheel.TakeDue(_scale.At(now));

    /// <summary>
    /// Serves waits for which there are items that are due, and sets the reminder for the others: <see cref="Reminder.Settle"/> follows.
    /// </summary>
    /// <param name="now">Read before the lock: the clock may be code of others.</param>
    /// <returns>The waits that are served, decided.</returns>
    private WaiterChain ServeLocked(long now)
    {
        var ready = default(WaiterChain);
        while (!_waits.Queue.IsEmpty)
        {
            if (PeekDueLocked(now) is { } item)
            {
                if (!_waits.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
                    break;
                _due = null;
                ((Waiter<T>)waiter).SetResult(item.Leave());
                ready.Add(waiter);
            }
            else if (_reminder.TrySet(_wheel.NextTick is { } next ? _scale.Start(next) : Alarms.Never))
            {
                break;
            }
            else
            {
                // Only a wheel knows a later time than the one that was read; its clock is ours.
                now = _alarms.Now;
            }
        }

        return ready;
    }

    /// <summary>Finds an item again in the queue in which it is.</summary>
    public readonly record struct Key
    {
        internal Key(DelayedItem<T> item) => Item = item;

        internal DelayedItem<T>? Item { get; }
    }
}
