using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// A receiving end of a <see cref="Broadcast"/>. It reads every item that is sent after its creation, at its own pace. Only one reader at a
/// time; all members except the reads are thread-safe.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>broadcast::Receiver</c>. A cancelled read takes nothing. A receiver that is too far behind reads
/// once how many items it missed, and continues with the oldest that is left.
/// </remarks>
/// <typeparam name="T">The type of the items.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class BroadcastReceiver<T> : IDisposable, IResourceHolder, IFanOutReceiver<BroadcastWaiter<T>>
{
    private readonly BroadcastCore<T> _core;

    /// <summary>
    /// The number of the item to read next. Written by the reader, or by the sender that hands an item to a waiting reader.
    /// </summary>
    private AtomicLong _next;

    private AtomicBool _isEnded;

    internal BroadcastReceiver(BroadcastCore<T> core, long next)
    {
        _core = core;
        _next = new(next);
    }

    /// <summary>
    /// How many items this receiver may be behind before it misses some: the requested capacity, rounded up to a power of two.
    /// </summary>
    public int Capacity => _core.Capacity;

    /// <summary>
    /// The number of items that were sent and not read. Missed items count until a read reports them. It may change at any time.
    /// </summary>
    public int Count => IsEnded ? 0 : (int)long.Min(_core.Tail - Next, int.MaxValue);

    /// <summary>
    /// True once every sender has ended or this receiver was disposed. There may still be items to read. It may change at any time.
    /// </summary>
    public bool IsClosed => IsEnded || _core.IsClosed;

    /// <summary>The number of the item to read next.</summary>
    internal long Next
    {
        get => _next.Read();
        set => _next.Write(value);
    }

    internal bool IsEnded => _isEnded.Read();

    bool IFanOutReceiver<BroadcastWaiter<T>>.IsEnded => IsEnded;

    BroadcastWaiter<T>? IFanOutReceiver<BroadcastWaiter<T>>.Waiter { get; set; }

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>Reads the next item, the number of items missed before it, or the end. Waits if there is none of these.</summary>
    /// <param name="cancellationToken">Cancels the wait; nothing is read then.</param>
    /// <returns>The result of the read. Await it once.</returns>
    /// <exception cref="InvalidOperationException">Another read of this receiver is waiting.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    public ValueTask<BroadcastRead<T>> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<BroadcastRead<T>>(cancellationToken);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<BroadcastRead<T>>.After(this, static (receiver, cancellationToken) => receiver.ReadAsync(cancellationToken), cancellationToken);
        if (TryRead(out var read) || _core.Wait(this, cancellationToken, out read) is not { } waiter)
            return new(read);
        return waiter.Pend(task, cancellationToken);
    }

    internal CaseStart BeginRead(CaseLink link, out BroadcastWaiter<T>? waiter) => _core.BeginWait(this, link, out waiter);

    /// <summary>Reads without waiting.</summary>
    /// <param name="read">The result of the read.</param>
    /// <returns>True if there is an item, a gap or the end; false if there is nothing yet.</returns>
    public bool TryRead(out BroadcastRead<T> read)
    {
        if (!IsEnded)
            return _core.TryRead(this, out read);
        read = BroadcastRead<T>.Closed;
        return true;
    }

    /// <summary>Reads every item until the channel ends.</summary>
    /// <param name="onLagged">Called with the number of missed items, in their place. If null, missed items are an exception.</param>
    /// <param name="cancellationToken">Ends the enumeration; no item is lost then.</param>
    /// <returns>The items.</returns>
    /// <exception cref="BroadcastLaggedException">Items were missed and <paramref name="onLagged"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync(Action<long>? onLagged = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await ReadAsync(cancellationToken);
            if (read.TryGetItem(out var item))
                yield return item;
            else if (read.IsClosed)
                yield break;
            else if (onLagged is not null)
                onLagged(read.Lagged);
            else
                throw new BroadcastLaggedException(read.Lagged, Capacity);
        }
    }

    /// <summary>
    /// Creates one more receiver of the same channel. It reads the items that are sent from now on, regardless of what this one has read.
    /// </summary>
    /// <returns>The receiver; its owner disposes it.</returns>
    public BroadcastReceiver<T> Resubscribe() => _core.Subscribe();

    /// <summary>Ends this receiver and drops the items that it has not read. A waiting read gets the end. Idempotent.</summary>
    public void Dispose() => _core.RemoveReceiver(this, ref _isEnded);
}
