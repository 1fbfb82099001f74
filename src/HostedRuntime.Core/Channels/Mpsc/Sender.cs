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
public sealed class Sender<T> : ChannelWriter<T>, IDisposable
{
    private readonly MpscCore<T> _core;

    private AtomicBool _isEnded;

    internal Sender(MpscCore<T> core) => _core = core;

    /// <summary>How many items the channel holds; null when it has no bound.</summary>
    public int? Capacity => _core.Capacity;

    /// <summary>Items that wait to be read. A moment's view.</summary>
    public int Count => _core.Count;

    /// <summary>Senders that did not end. A moment's view.</summary>
    public int SenderCount => _core.SenderCount;

    /// <summary>True once this sender ended or the channel takes nothing more.</summary>
    public bool IsClosed => HasEnded || _core.IsClosed;

    /// <summary>Completes when the receiver closed the channel or was disposed. Never faults.</summary>
    public Task Closed => _core.Closed;

    private bool HasEnded => _isEnded.Read();

    /// <summary>One more sender of the same channel.</summary>
    /// <returns>The sender; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public Sender<T> Clone()
    {
        ObjectDisposedException.ThrowIf(HasEnded || !_core.TryAddSender(), this);
        return new Sender<T>(_core);
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
        => HasEnded ? ValueTask.FromException(new ChannelClosedException()) : _core.WriteAsync(item, cancellationToken);

    /// <summary>Waits until there is room. Another sender may take it first: try again then.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: the channel takes nothing more.</returns>
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
        => HasEnded ? new(false) : _core.WaitToWriteAsync(cancellationToken);

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
            throw new ChannelClosedException();
        _core.WriteBlocking(item, ct);
    }

    /// <summary>Without an error ends this sender; with one ends the channel, whose reader gets the error after what is there.</summary>
    /// <param name="error">Why the channel ends.</param>
    /// <returns>False: this sender had ended.</returns>
    public override bool TryComplete(Exception? error = null)
    {
        if (_isEnded.Exchange(true))
            return false;
        var first = error is null || _core.Close(error, byReceiver: false, dropItems: false);
        _core.RemoveSender();
        return first;
    }

    /// <summary>Ends this sender. Idempotent.</summary>
    public void Dispose() => TryComplete();
}
