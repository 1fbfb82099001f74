using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
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
/// <c>DelayQueue</c>, but for the empty queue: dequeuing waits for an item until <see cref="Complete"/> says that none will come.
/// </remarks>
public sealed partial class DelayQueue<T> : IDisposable
{
    private const string What = "The delay queue";
    private const string Instead = "Dispose it after the last call; a loop over ReadAllAsync ends without an exception then.";

    private readonly Lock _gate = new();
    private readonly WaiterList _waits;
    private readonly TimerSource _alarms;
    private readonly RearmableTimer _timer;
    private readonly TickScale _scale;
    private TimerWheel _wheel = new();

    /// <summary>An item that was taken out of the wheel because it is due, and was not yet given to a reader.</summary>
    private DelayedItem<T>? _due;
    private bool _isCompleted;
    private bool _isDisposed;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="timeProvider">The clock. Null: the current runtime's; off the runtime the system's.</param>
    public DelayQueue(TimeProvider? timeProvider = null)
    {
        _waits = new WaiterList(_gate, this);
        _alarms = TimerSource.Of(timeProvider);
        _timer = RearmableTimer.Of(_alarms, this, _gate);
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
    /// <exception cref="ChannelClosedException">The queue was completed.</exception>
    /// <exception cref="ObjectDisposedException">The queue was disposed.</exception>
    public Key Enqueue(T item, TimeSpan delay)
    {
        delay = DelayArgument.Checked(delay, nameof(delay));
        var entry = new DelayedItem<T>(item);
        WakeList ready;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            if (_isCompleted)
                throw new ChannelClosedException("The DelayQueue was completed and takes no more items: enqueue before Complete is called.");
            InsertLocked(entry, delay, now);
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
        return new Key(entry);
    }

    /// <summary>Looks at the item that comes out next, and leaves it in the queue.</summary>
    /// <param name="key">
    /// Finds the item again. A reader may take it meanwhile; then <see cref="TryRemove"/> and <see cref="TryReset"/> return false.
    /// </param>
    /// <param name="item">The item.</param>
    /// <param name="delay">From now until it comes out. Zero: its time has come. Infinite: not before it is reset.</param>
    /// <returns>True if there is an item; false if the queue is empty.</returns>
    /// <remarks>
    /// An item that is far from due stands in one place with others of about its time. This looks at all of them, so it can take longer
    /// with more items.
    /// </remarks>
    public bool TryPeek(out Key key, [MaybeNullWhen(false)] out T item, out TimeSpan delay)
    {
        (key, item, delay) = (default, default, default);
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            var isDue = PeekDueLocked(now) is not null;
            if ((_due ?? (DelayedItem<T>?)_wheel.FindEarliest()) is not { } next)
                return false;
            (key, item) = (new Key(next), next.Value);
            if (!isDue)
                delay = next.Tick == TimerWheel.Never ? Timeout.InfiniteTimeSpan : _alarms.Span(now, _scale.Start(next.Tick));
            return true;
        }
    }

    /// <summary>Takes an item out before its time, or after it if nobody dequeued it yet.</summary>
    /// <param name="key">From <see cref="Enqueue"/>.</param>
    /// <param name="item">The item.</param>
    /// <returns>False: it is not in this queue any more, or never was.</returns>
    public bool TryRemove(Key key, [MaybeNullWhen(false)] out T item)
    {
        item = default;
        var ended = default(WakeList);
        using (_gate.Hold())
        {
            if (key.Item is not { } entry || !TryTakeOutLocked(entry))
                return false;
            item = entry.Leave();
            EndIfOverLocked(ref ended);
        }

        _timer.Settle();
        ended.SignalAll();
        return true;
    }

    /// <summary>
    /// Takes all items out, those included whose time has come, and drops them; their keys find nothing any more. Readers go on waiting,
    /// but for a completed queue, where they see the end.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The queue was disposed.</exception>
    public void Clear()
    {
        TimerWheel cleared;
        DelayedItem<T>? due;
        var ended = default(WakeList);
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            (cleared, due) = TakeAllLocked();
            EndIfOverLocked(ref ended);
        }

        _timer.Settle();
        Drop(cleared, due);
        ended.SignalAll();
    }

    /// <summary>
    /// Says that no more items will come. <see cref="Enqueue"/> throws from now on. Readers still get each item at its time, and see the
    /// end once the queue is empty. Items can still be reset, removed and cleared. A second time it does nothing.
    /// </summary>
    /// <remarks>tokio-util's queue needs no such call, because its stream ends whenever the queue is empty.</remarks>
    /// <exception cref="ObjectDisposedException">The queue was disposed.</exception>
    public void Complete()
    {
        var ended = default(WakeList);
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            _isCompleted = true;
            EndIfOverLocked(ref ended);
        }

        _timer.Settle();
        ended.SignalAll();
    }

    /// <summary>Moves the time of an item, also of one whose time has come if nobody dequeued it yet.</summary>
    /// <param name="key">From <see cref="Enqueue"/>; it stays good.</param>
    /// <param name="delay">From now until it comes out. Zero: now. Infinite: not before it is reset again.</param>
    /// <returns>False: it is not in this queue any more, or never was.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is -2 ms or less. Above -1 ms it is zero, between infinite,
    /// as in the BCL.</exception>
    public bool TryReset(Key key, TimeSpan delay)
    {
        delay = DelayArgument.Checked(delay, nameof(delay));
        WakeList ready;
        var now = _alarms.Now;
        using (_gate.Hold())
        {
            if (key.Item is not { } entry || !TryTakeOutLocked(entry))
                return false;
            InsertLocked(entry, delay, now);
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
        return true;
    }

    /// <summary>Waits for the time of the earliest item and takes it. A wait that is cancelled takes none.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>To be awaited once.</returns>
    /// <exception cref="ChannelClosedException">The queue was completed and is empty, before or meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The queue was disposed, before or meanwhile.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the task was aborted.</exception>
    public ValueTask<T> DequeueAsync(CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<T>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<T>.After(this, static (queue, ct) => queue.DequeueAsync(ct), ct);
        Waiter<T> waiter;
        WakeList ready;
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

            if (IsOverLocked)
                return ValueTask.FromException<T>(End());

            waiter = _waits.Enqueue<Waiter<T>>();
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
        return waiter.Pend(ct);
    }

    /// <summary>Dequeues until the queue is completed and empty, or is disposed.</summary>
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
            catch (ChannelClosedException) when (_isCompleted)
            {
                yield break;
            }
            catch (ObjectDisposedException) when (_isDisposed)
            {
                yield break;
            }

            yield return item;
        }
    }

    /// <summary>
    /// Drops all items; a reader that waits gets an <see cref="ObjectDisposedException"/>. A second time it does nothing.
    /// </summary>
    public void Dispose()
    {
        TimerWheel dropped;
        DelayedItem<T>? due;
        var ended = default(WakeList);
        using (_gate.Hold())
        {
            _isDisposed = true;
            (dropped, due) = TakeAllLocked();
            FailAllLocked(ref ended, static () => Disposed.Error(What, Instead));
        }

        _timer.Settle();
        Drop(dropped, due);
        ended.SignalAll();
    }

    /// <summary>Finds an item again in the queue in which it is.</summary>
    public readonly record struct Key
    {
        internal Key(DelayedItem<T> item) => Item = item;

        internal DelayedItem<T>? Item { get; }
    }
}
