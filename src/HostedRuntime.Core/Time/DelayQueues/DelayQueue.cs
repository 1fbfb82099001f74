using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Time;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// A queue whose items come out when their time has come, the earliest first. For expiring cache entries, retries and sessions that end.
/// Thread-safe; any number of callers may enqueue and dequeue.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// <para>To enqueue, remove or reset an item takes the same time with a million items as with one. The resolution is 1 ms. Items that are
/// due in the same millisecond usually come out in the order in which they were enqueued.</para>
/// <para>The semantics are those of tokio-util's <c>DelayQueue</c>, except for an empty queue: here dequeuing waits for an item until
/// <see cref="Complete"/> declares that none will come.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed partial class DelayQueue<T> : IDisposable
{
    private const string What = "The delay queue";
    private const string Instead = "Dispose it after the last call; a loop over ReadAllAsync ends without an exception then.";

    private readonly Lock _gate = new();
    private readonly WaiterList _waits;
    private readonly TimerSource _timers;
    private readonly RearmableTimer _timer;
    private readonly TickScale _scale;
    private TimerWheel _wheel = new();

    /// <summary>An item that was taken out of the wheel because it is due, and was not yet given to a reader.</summary>
    private DelayedItem<T>? _due;
    private ResourceIdentity _identity;
    private bool _isCompleted;
    private bool _isDisposed;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="timeProvider">The clock. If null, the current runtime's, and off the runtime the system's.</param>
    public DelayQueue(TimeProvider? timeProvider = null)
    {
        _waits = new WaiterList(_gate, this);
        _timers = TimerSource.Of(timeProvider);
        _timer = RearmableTimer.Of(_timers, this, _gate);
        _scale = _timers.Scale;
    }

    /// <summary>The name of the queue in snapshots. A named one is listed even while no code uses it.</summary>
    /// <value>Null by default: no name.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? Name
    {
        get => _identity.Name;
        init => _identity.SetName(value, this);
    }

    /// <summary>The number of items in the queue, including those whose time has come.</summary>
    public int Count
    {
        get
        {
            using (_gate.Hold())
                return _wheel.Count + (_due is null ? 0 : 1);
        }
    }

    /// <summary>Adds an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="delay">The time from now until the item comes out. Zero means now; infinite means not before it is reset.</param>
    /// <returns>A key that finds the item while it is in the queue.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="delay"/> is -2 ms or less. Negative values above -1 ms count as zero, and the others above -2 ms as infinite, as in
    /// the BCL.
    /// </exception>
    /// <exception cref="ChannelClosedException">The queue was completed.</exception>
    /// <exception cref="ObjectDisposedException">The queue was disposed.</exception>
    public Key Enqueue(T item, TimeSpan delay)
    {
        delay = DelayArgument.Checked(delay, nameof(delay));
        var entry = new DelayedItem<T>(item);
        WakeList ready;
        var now = _timers.Now;
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

    /// <summary>Gets the item that comes out next, and leaves it in the queue.</summary>
    /// <param name="key">
    /// Finds the item again. A reader may take it meanwhile; then <see cref="TryRemove"/> and <see cref="TryReset"/> return false.
    /// </param>
    /// <param name="item">The item.</param>
    /// <param name="delay">The time from now until the item comes out. Zero if its time has come; infinite if it waits for a reset.</param>
    /// <returns>True if there is an item; false if the queue is empty.</returns>
    /// <remarks>
    /// An item that is far from due shares a place of the timer wheel with other items of about the same time. This method looks at all of
    /// them, so it can take longer with more items.
    /// </remarks>
    public bool TryPeek(out Key key, [MaybeNullWhen(false)] out T item, out TimeSpan delay)
    {
        (key, item, delay) = (default, default, default);
        var now = _timers.Now;
        using (_gate.Hold())
        {
            var isDue = PeekDueLocked(now) is not null;
            if ((_due ?? (DelayedItem<T>?)_wheel.FindEarliest()) is not { } next)
                return false;
            (key, item) = (new Key(next), next.Value);
            if (!isDue)
                delay = next.Tick == TimerWheel.Never ? Timeout.InfiniteTimeSpan : _timers.Span(now, _scale.Start(next.Tick));
            return true;
        }
    }

    /// <summary>Removes an item, before or after its time, unless a reader has dequeued it.</summary>
    /// <param name="key">The key from <see cref="Enqueue"/>.</param>
    /// <param name="item">The item.</param>
    /// <returns>True if the item was removed; false if it is not in this queue any more, or never was.</returns>
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
    /// Removes and drops all items, including those whose time has come. Their keys find nothing any more. Readers keep waiting; if the
    /// queue was completed, they see the end.
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
    /// Declares that no more items will come. From now on <see cref="Enqueue"/> throws. Readers still get each item at its time, and see
    /// the end once the queue is empty.
    /// </summary>
    /// <remarks>
    /// Items can still be reset, removed and cleared. Idempotent. tokio-util's queue needs no such call, because its stream ends whenever
    /// the queue is empty.
    /// </remarks>
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

    /// <summary>Changes the time of an item, even if its time has come, unless a reader has dequeued it.</summary>
    /// <param name="key">The key from <see cref="Enqueue"/>, which stays valid.</param>
    /// <param name="delay">The time from now until the item comes out. Zero means now; infinite means not before it is reset again.</param>
    /// <returns>True if the time was changed; false if the item is not in this queue any more, or never was.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="delay"/> is -2 ms or less. Negative values above -1 ms count as zero, and the others above -2 ms as infinite, as in
    /// the BCL.
    /// </exception>
    public bool TryReset(Key key, TimeSpan delay)
    {
        delay = DelayArgument.Checked(delay, nameof(delay));
        WakeList ready;
        var now = _timers.Now;
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

    /// <summary>Waits until the earliest item is due and takes it. A wait that is cancelled takes no item.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A ValueTask to await once.</returns>
    /// <exception cref="ChannelClosedException">The queue was completed and is empty, before or meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The queue was disposed, before or meanwhile.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the task was aborted.</exception>
    public ValueTask<T> DequeueAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<T>(cancellationToken);
        if (!Budget.TrySpend())
            return ForcedYield<T>.After(this, static (queue, cancellationToken) => queue.DequeueAsync(cancellationToken), cancellationToken);
        Waiter<T> waiter;
        WakeList ready;
        var now = _timers.Now;
        using (_gate.Hold())
        {
            if (_isDisposed)
                Disposed.Throw(What, Instead);
            if (TryDequeueLocked(now, out var item))
                return new(item);
            if (IsOverLocked)
                return ValueTask.FromException<T>(End());

            waiter = _waits.Enqueue<Waiter<T>>();
            ready = ServeLocked(now);
        }

        _timer.Settle();
        ready.SignalAll();
        return waiter.Pend(cancellationToken);
    }

    /// <summary>Dequeues until the queue is completed and empty, or is disposed.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The items, each when it is due.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the task was aborted.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            T item;
            try
            {
                item = await DequeueAsync(cancellationToken);
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

    /// <summary>Drops all items. Pending waits of readers end with an <see cref="ObjectDisposedException"/>. Idempotent.</summary>
    public void Dispose()
    {
        TimerWheel dropped;
        DelayedItem<T>? due;
        var ended = default(WakeList);
        using (_gate.Hold())
        {
            _isDisposed = true;
            (dropped, due) = TakeAllLocked();
            _waits.Queue.FailAll(static () => Disposed.Error(What, Instead), ref ended);
        }

        _timer.Settle();
        Drop(dropped, due);
        ended.SignalAll();
    }

    /// <summary>Finds an item in the queue that it was added to.</summary>
    public readonly record struct Key
    {
        internal Key(DelayedItem<T> item) => Item = item;

        internal DelayedItem<T>? Item { get; }
    }
}
