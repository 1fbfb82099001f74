using System.Diagnostics;
using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// A sending end of a channel. Clone it for each producer and dispose each clone: the channel ends with its last sender. Thread-safe.
/// </summary>
/// <remarks>
/// A <see cref="ChannelWriter{T}"/>, so code for System.Threading.Channels can use it: <c>Complete()</c> ends this sender,
/// <c>Complete(error)</c> ends the channel. The semantics are those of tokio's <c>mpsc::Sender</c>: writers wait in order of arrival, and a
/// cancelled write has sent nothing.
/// </remarks>
/// <typeparam name="T">The type of the items.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed partial class Sender<T> : ChannelWriter<T>, IDisposable, IResourceHolder
{
    private readonly MpscCore<T> _core;

    private AtomicBool _isEnded;

    internal Sender(MpscCore<T> core)
    {
        _core = core;
        core.Ends?.AddSender(this);
    }

    internal MpscCore<T> Core => _core;

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>How many items the channel can hold; null if it has no bound.</summary>
    public int? Capacity => _core.Capacity;

    /// <summary>
    /// The number of free places, or null if the channel has no bound. It is the capacity less the unread items and the places that permits
    /// hold. It may change at any time, and does not say whether the channel still takes items.
    /// </summary>
    public int? FreeCapacity => _core.FreeCapacity;

    /// <summary>The number of unread items. It may change at any time.</summary>
    public int Count => _core.Count;

    /// <summary>The number of senders that have not ended. It may change at any time.</summary>
    public int SenderCount => _core.SenderCount;

    /// <summary>True once this sender has ended or the channel takes no more items.</summary>
    public bool IsClosed => HasEnded || _core.IsClosed;

    /// <summary>
    /// A task that completes when the channel takes no more items. The reason may be the receiver, which was closed or disposed, an error
    /// from a sender, or the end of the last sender. The task is already complete if this sender has ended. Never faults.
    /// </summary>
    public Task Closed => HasEnded ? Task.CompletedTask : _core.Closed;

    private bool HasEnded => _isEnded.Read();

    /// <summary>Adds a sender to the same channel.</summary>
    /// <returns>The sender; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public Sender<T> Clone()
    {
        if (HasEnded || !_core.TryAddSender())
            Disposed.Throw("This sender", "Clone it before its owner disposes it.");
        return new Sender<T>(_core);
    }

    /// <summary>Returns a weak sender, which can create senders later. It does not keep the channel open.</summary>
    /// <returns>The weak sender. It needs no disposal.</returns>
    public WeakSender<T> ToWeak() => new(_core);

    /// <summary>Waits, behind earlier waiters, for a place to send one item into.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing was reserved then.</param>
    /// <returns>
    /// The permit, whose <see cref="Permit.Send"/> cannot fail. Dispose it, which gives back an unused place. Await once.
    /// </returns>
    /// <exception cref="ChannelClosedException">The channel takes nothing more.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<Permit> ReserveAsync(CancellationToken cancellationToken = default) => ReserveAsync(1, cancellationToken);

    /// <summary>
    /// Waits, behind earlier waiters, until that many places are free at the same time. Later waiters wait behind this one, even if they
    /// need fewer places.
    /// </summary>
    /// <param name="count">The number of places, from 1 to the capacity.</param>
    /// <param name="cancellationToken">Ends the wait; nothing was reserved then.</param>
    /// <returns>The permit for that many items. Dispose it, which gives back unused places. Await once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is below 1, or above the capacity: that many places are never free.
    /// </exception>
    /// <exception cref="ChannelClosedException">The channel takes nothing more.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<Permit> ReserveAsync(int count, CancellationToken cancellationToken = default)
    {
        CheckCount(count);
        return HasEnded ? Refused<Permit>(cancellationToken) : _core.ReserveAsync(count, cancellationToken);
    }

    /// <summary>Reserves a place if one is free and no writer waits.</summary>
    /// <param name="permit">The permit; dispose it.</param>
    /// <returns>True if a place is reserved; false if the channel is full or takes no more items, or a writer waits.</returns>
    public bool TryReserve(out Permit permit) => TryReserve(1, out permit);

    /// <summary>Reserves that many places, all or none, if they are free now and no writer waits.</summary>
    /// <param name="count">The number of places, from 1 to the capacity.</param>
    /// <param name="permit">The permit for that many items; dispose it.</param>
    /// <returns>True if the places are reserved; false if fewer are free, a writer waits, or the channel takes no more items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is below 1, or above the capacity: that many places are never free.
    /// </exception>
    public bool TryReserve(int count, out Permit permit)
    {
        CheckCount(count);
        permit = default;
        return !HasEnded && _core.TryReserve(count, out permit);
    }

    /// <summary>Sends an item if there is room and no writer waits.</summary>
    /// <param name="item">The item.</param>
    /// <returns>True if the item was sent; false if the channel is full or takes no more items, or a writer waits.</returns>
    public override bool TryWrite(T item) => !HasEnded && _core.TryWrite(item);

    /// <summary>Waits, behind earlier waiters, until there is room, and sends an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait; the item was not sent then.</param>
    /// <returns>Completes when the item is in the channel. Await once.</returns>
    /// <exception cref="ChannelClosedException">The channel takes nothing more.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public override ValueTask WriteAsync(T item, CancellationToken cancellationToken = default)
    {
        if (!HasEnded)
            return _core.WriteAsync(item, cancellationToken);
        return cancellationToken.IsCancellationRequested ? CanceledWait.Of(cancellationToken) : ClosedChannel.Of(_core.Error);
    }

    /// <summary>
    /// Waits until there is room. Another sender may use the room first; then try again. Throws the error that ended the channel, if one
    /// did.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True if there is room; false if this sender has ended or the channel takes no more items.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
    {
        if (!HasEnded)
            return _core.WaitToWriteAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<bool>(cancellationToken);
        return _core.Error is { } error ? ValueTask.FromException<bool>(error) : new(false);
    }

    /// <summary>Blocks this thread until there is room, and sends an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait; the item was not sent then.</param>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="ChannelClosedException">The channel takes nothing more.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public void BlockingWrite(T item, CancellationToken cancellationToken = default)
    {
        BlockingGuard.Check("Sender.BlockingWrite", "WriteAsync");
        if (HasEnded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ClosedChannel.Exception(_core.Error);
        }

        _core.WriteBlocking(item, cancellationToken);
    }

    /// <summary>
    /// Ends this sender. If there is an error, ends the channel too, and its reader gets the error after the items that are left.
    /// </summary>
    /// <param name="error">Why the channel ends. An <see cref="OperationCanceledException"/> cancels the waits for the channel.</param>
    /// <returns>
    /// True if this call ended the sender, and with an error the channel; false if the sender, or with an error the channel, had ended
    /// before.
    /// </returns>
    public override bool TryComplete(Exception? error = null) => _core.EndSender(ref _isEnded, error);

    /// <summary>Ends this sender. Idempotent.</summary>
    public void Dispose() => TryComplete();

    private void CheckCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _core.Capacity ?? int.MaxValue);
    }

    /// <summary>Returns the failed result of an operation on a sender that has ended.</summary>
    private ValueTask<TResult> Refused<TResult>(CancellationToken cancellationToken)
        => cancellationToken.IsCancellationRequested ? CanceledWait.Of<TResult>(cancellationToken) : ClosedChannel.Of<TResult>(_core.Error);
}
