using System.Diagnostics;
using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// A receiving end of a <see cref="Broadcast"/>: it reads every item that is sent after it was made, at its own pace. One reader at a time;
/// everything but the reads is thread-safe.
/// </summary>
/// <remarks>
/// Semantics are tokio's <c>broadcast::Receiver</c>: a cancelled read takes nothing; a receiver that is too far behind reads once how many items
/// it missed, and goes on with the oldest that is left.
/// </remarks>
/// <typeparam name="T">What is sent.</typeparam>
[DebuggerDisplay("Count = {Count}, Capacity = {Capacity}")]
public sealed class BroadcastReceiver<T> : IDisposable
{
    private readonly BroadcastCore<T> _core;

    /// <summary>Written by its reader, or for a reader that waits by the sender that hands it an item.</summary>
    private AtomicLong _next;

    private AtomicBool _isEnded;

    internal BroadcastReceiver(BroadcastCore<T> core, long next)
    {
        _core = core;
        _next = new(next);
    }

    /// <summary>How many items this receiver may be behind before it misses some: what was asked for, rounded up to a power of two.</summary>
    public int Capacity => _core.Capacity;

    /// <summary>Items that were sent and not read; those that it missed by now are counted until a read tells of them. A moment's view.</summary>
    public int Count => IsEnded ? 0 : (int)long.Min(_core.Tail - Next, int.MaxValue);

    /// <summary>
    /// True once every sender has ended or this receiver was disposed; there may still be something to read. A moment's view.
    /// </summary>
    public bool IsClosed => IsEnded || _core.IsClosed;

    /// <summary>The number of the item to read next.</summary>
    internal long Next
    {
        get => _next.Read();
        set => _next.Write(value);
    }

    internal bool IsEnded => _isEnded.Read();

    /// <summary>The read that waits. Owned by the lock of the channel.</summary>
    internal BroadcastWaiter<T>? Waiter { get; set; }

    /// <summary>The next item as soon as there is one, or how many were missed before it, or the end.</summary>
    /// <param name="ct">Ends the wait; nothing was read then.</param>
    /// <returns>What there is. Await it once.</returns>
    /// <exception cref="InvalidOperationException">Another read of this receiver is waiting.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    public ValueTask<BroadcastRead<T>> ReadAsync(CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<BroadcastRead<T>>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<BroadcastRead<T>>.After(this, static (receiver, ct) => receiver.ReadAsync(ct), ct);
        if (TryRead(out var read) || _core.Wait(this, ct, out read) is not { } waiter)
            return new(read);
        return waiter.Pend(task, ct);
    }

    /// <summary>Reads without waiting.</summary>
    /// <param name="read">What there is.</param>
    /// <returns>False: nothing yet.</returns>
    public bool TryRead(out BroadcastRead<T> read)
    {
        if (!IsEnded)
            return _core.TryRead(this, out read);
        read = BroadcastRead<T>.Closed;
        return true;
    }

    /// <summary>Every item, until the channel ends.</summary>
    /// <param name="onLagged">Told how many items were missed, in their place. Null: that is an exception.</param>
    /// <param name="ct">Ends the enumeration; no item is lost then.</param>
    /// <returns>The items.</returns>
    /// <exception cref="BroadcastLaggedException">Items were missed and <paramref name="onLagged"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync(Action<long>? onLagged = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            var read = await ReadAsync(ct);
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

    /// <summary>One more receiver of the same channel: of what is sent from now on, whatever this one has read.</summary>
    /// <returns>The receiver; its owner disposes it.</returns>
    public BroadcastReceiver<T> Resubscribe() => _core.Subscribe();

    /// <summary>Ends this receiver and drops what it has not read. A read that waits gets the end. Idempotent.</summary>
    public void Dispose() => _core.RemoveReceiver(this, ref _isEnded);
}
