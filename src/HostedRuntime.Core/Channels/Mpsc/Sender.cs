using System.Diagnostics;
using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// A sending end of a channel. Clone it for each producer and dispose each: the channel ends with its last sender. Thread-safe.
/// </summary>
/// <remarks>
/// A <see cref="ChannelWriter{T}"/>, so everything written for System.Threading.Channels takes it; there <c>Complete()</c> ends this sender,
/// <c>Complete(error)</c> the channel. Semantics are tokio's <c>mpsc::Sender</c>: writers wait in order of arrival, a cancelled write was not sent.
/// </remarks>
/// <typeparam name="T">What is sent.</typeparam>
[DebuggerDisplay("Count = {Count}, Capacity = {Capacity}, SenderCount = {SenderCount}, IsClosed = {IsClosed}")]
public sealed partial class Sender<T> : ChannelWriter<T>, IDisposable
{
    private readonly MpscCore<T> _core;

    private AtomicBool _isEnded;

    internal Sender(MpscCore<T> core) => _core = core;

    /// <summary>How many items the channel holds; null when it has no bound.</summary>
    public int? Capacity => _core.Capacity;

    /// <summary>
    /// Places that are free: the capacity less the items that wait and the places that permits hold; null when it has no bound. A moment's
    /// view; it does
    /// not say whether the channel still takes anything.
    /// </summary>
    public int? FreeCapacity => _core.FreeCapacity;

    /// <summary>Items that wait to be read. A moment's view.</summary>
    public int Count => _core.Count;

    /// <summary>Senders that did not end. A moment's view.</summary>
    public int SenderCount => _core.SenderCount;

    /// <summary>True once this sender ended or the channel takes nothing more.</summary>
    public bool IsClosed => HasEnded || _core.IsClosed;

    /// <summary>
    /// Completes when the channel takes nothing more: the receiver closed it or was disposed, a sender ended it with an error, or the last
    /// sender
    /// ended. Complete at once for a sender that has ended. Never faults.
    /// </summary>
    public Task Closed => HasEnded ? Task.CompletedTask : _core.Closed;

    private bool HasEnded => _isEnded.Read();

    /// <summary>One more sender of the same channel.</summary>
    /// <returns>The sender; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public Sender<T> Clone()
    {
        if (HasEnded || !_core.TryAddSender())
            Disposed.Throw("This sender", "Clone it before its owner disposes it.");
        return new Sender<T>(_core);
    }

    /// <summary>A sender that may be made later, and does not keep the channel open until then.</summary>
    /// <returns>What makes it. Not to be disposed.</returns>
    public WeakSender<T> ToWeak() => new(_core);

    /// <summary>Waits, after those who waited before, for a place to send one item into.</summary>
    /// <param name="ct">Ends the wait; nothing was reserved then.</param>
    /// <returns>The permit, whose <see cref="Permit.Send"/> cannot fail. Dispose it: the place comes back if it was not used. Await it once.</returns>
    /// <exception cref="ChannelClosedException">The channel takes nothing more.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<Permit> ReserveAsync(CancellationToken ct = default) => ReserveAsync(1, ct);

    /// <summary>Waits, after those who waited before, until that many places are free at the same time. Those behind wait for it, also if they want fewer.</summary>
    /// <param name="count">How many; from 1 to the capacity.</param>
    /// <param name="ct">Ends the wait; nothing was reserved then.</param>
    /// <returns>The permit, good for that many items. Dispose it: places that were not used come back. Await it once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is below 1, or above the capacity: that many places are never free.
    /// </exception>
    /// <exception cref="ChannelClosedException">The channel takes nothing more.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<Permit> ReserveAsync(int count, CancellationToken ct = default)
    {
        CheckCount(count);
        return HasEnded ? Refused<Permit>(ct) : _core.ReserveAsync(count, ct);
    }

    /// <summary>Reserves a place if there is one and nobody waits.</summary>
    /// <param name="permit">The permit; dispose it.</param>
    /// <returns>False: full, or closed.</returns>
    public bool TryReserve(out Permit permit) => TryReserve(1, out permit);

    /// <summary>Reserves that many places, all or none, if they are free at this moment and nobody waits.</summary>
    /// <param name="count">How many; from 1 to the capacity.</param>
    /// <param name="permit">The permit, good for that many items; dispose it.</param>
    /// <returns>True if the places are reserved; false if fewer are free, somebody waits, or the channel takes nothing more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is below 1, or above the capacity: that many places are never free.
    /// </exception>
    public bool TryReserve(int count, out Permit permit)
    {
        CheckCount(count);
        permit = default;
        return !HasEnded && _core.TryReserve(count, out permit);
    }

    /// <summary>Sends if there is room and nobody waits.</summary>
    /// <param name="item">What to send.</param>
    /// <returns>False: full, or closed.</returns>
    public override bool TryWrite(T item) => !HasEnded && _core.TryWrite(item);

    /// <summary>Sends, after those who waited before, as soon as there is room.</summary>
    /// <param name="item">What to send.</param>
    /// <param name="cancellationToken">Ends the wait; the item was not sent then.</param>
    /// <returns>Ends when the item is in the channel. Await it once.</returns>
    /// <exception cref="ChannelClosedException">The channel takes nothing more.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public override ValueTask WriteAsync(T item, CancellationToken cancellationToken = default)
    {
        if (!HasEnded)
            return _core.WriteAsync(item, cancellationToken);
        return cancellationToken.IsCancellationRequested ? CanceledWait.Of(cancellationToken) : ClosedChannel.Of(_core.Error);
    }

    /// <summary>
    /// Waits until there is room. Another sender may take it first: try again then. Throws the error that ended the channel, if one did.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True if there is room; false if this sender ended or the channel takes nothing more.</returns>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
    {
        if (!HasEnded)
            return _core.WaitToWriteAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<bool>(cancellationToken);
        return _core.Error is { } error ? ValueTask.FromException<bool>(error) : new(false);
    }

    /// <summary>Sends, blocking this thread until there is room.</summary>
    /// <param name="item">What to send.</param>
    /// <param name="ct">Ends the wait; the item was not sent then.</param>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="ChannelClosedException">The channel takes nothing more.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public void BlockingWrite(T item, CancellationToken ct = default)
    {
        BlockingGuard.Check("Sender.BlockingWrite", "WriteAsync");
        if (HasEnded)
        {
            ct.ThrowIfCancellationRequested();
            throw ClosedChannel.Exception(_core.Error);
        }

        _core.WriteBlocking(item, ct);
    }

    /// <summary>Without an error ends this sender; with one ends the channel, whose reader gets the error after what is there.</summary>
    /// <param name="error">Why the channel ends. An <see cref="OperationCanceledException"/> cancels what waits for the channel.</param>
    /// <returns>
    /// True if this call ended the sender, and with an error the channel; false if the sender had ended, or the channel had before the
    /// error.
    /// </returns>
    public override bool TryComplete(Exception? error = null) => _core.EndSender(ref _isEnded, error);

    /// <summary>Ends this sender. Idempotent.</summary>
    public void Dispose() => TryComplete();

    private void CheckCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _core.Capacity ?? int.MaxValue);
    }

    /// <summary>Returns what an operation of a sender gives that has ended.</summary>
    private ValueTask<TResult> Refused<TResult>(CancellationToken ct)
        => ct.IsCancellationRequested ? CanceledWait.Of<TResult>(ct) : ClosedChannel.Of<TResult>(_core.Error);
}
