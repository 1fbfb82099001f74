using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>The receiving end of a channel. Reads in the order in which each sender sent. Thread-safe; reads that wait are served in order.</summary>
/// <remarks>
/// A <see cref="ChannelReader{T}"/>, so everything written for System.Threading.Channels takes it. Semantics are tokio's <c>mpsc::Receiver</c>: a
/// cancelled read takes no item; <see cref="Close"/> stops the senders and still reads what is there.
/// </remarks>
/// <typeparam name="T">What is sent.</typeparam>
[DebuggerDisplay("Count = {Count}, Capacity = {Capacity}, SenderCount = {SenderCount}, IsClosed = {IsClosed}")]
public sealed class Receiver<T> : ChannelReader<T>, IDisposable
{
    private readonly MpscCore<T> _core;

    internal Receiver(MpscCore<T> core) => _core = core;

    /// <summary>How many items the channel holds; null when it has no bound.</summary>
    public int? Capacity => _core.Capacity;

    /// <summary>
    /// Places that are free: the capacity less the items that wait and the places that permits hold; null when it has no bound. A moment's
    /// view.
    /// </summary>
    public int? FreeCapacity => _core.FreeCapacity;

    /// <summary>Senders that did not end. A moment's view.</summary>
    public int SenderCount => _core.SenderCount;

    /// <summary>True once the channel takes nothing more; there may still be something to read.</summary>
    public bool IsClosed => _core.IsClosed;

    /// <summary>Always true.</summary>
    public override bool CanCount => true;

    /// <summary>Always true.</summary>
    public override bool CanPeek => true;

    /// <summary>Items that wait to be read. A moment's view.</summary>
    public override int Count => _core.Count;

    /// <summary>
    /// Ends when nothing is there and nothing can come. Faults with the error that a sender ended the channel with; an
    /// <see cref="OperationCanceledException"/> cancels it.
    /// </summary>
    public override Task Completion => _core.Completion;

    /// <summary>Takes nothing new from now on; what is there is still read. Senders that wait get <see cref="ChannelClosedException"/>. Idempotent.</summary>
    public void Close() => _core.Close(dropItems: false);

    /// <summary>Takes an item if there is one.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False: there is none now.</returns>
    public override bool TryRead([MaybeNullWhen(false)] out T item) => _core.TryRead(out item);

    /// <summary>Looks at the next item and leaves it.</summary>
    /// <param name="item">The item.</param>
    /// <returns>False: there is none now.</returns>
    public override bool TryPeek([MaybeNullWhen(false)] out T item) => _core.TryPeek(out item);

    /// <summary>Takes the next item as soon as there is one.</summary>
    /// <param name="cancellationToken">Ends the wait; no item was taken then.</param>
    /// <returns>The item. Await it once.</returns>
    /// <exception cref="ChannelClosedException">
    /// Nothing is there and nothing can come. An error that ended the channel is the inner exception.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token fired, the waiting task was aborted, or a sender ended the channel with this exception.
    /// </exception>
    public override ValueTask<T> ReadAsync(CancellationToken cancellationToken = default) => _core.ReadAsync(cancellationToken);

    /// <summary>
    /// Waits until there is an item. Another read may take it first: try again then. Throws the error that ended the channel, if one did.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: nothing is there and nothing can come.</returns>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => _core.WaitToReadAsync(cancellationToken);

    /// <summary>Takes as many items as there are and fit, as soon as there is one.</summary>
    /// <param name="buffer">Where they go.</param>
    /// <param name="ct">Ends the wait; no item was taken then.</param>
    /// <returns>How many; zero only for an empty buffer or when nothing is there and nothing can come.</returns>
    /// <exception cref="ChannelClosedException">Nothing is there, and the channel was ended with an error, which is the inner exception.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the waiting task was aborted.</exception>
    public ValueTask<int> ReadManyAsync(Memory<T> buffer, CancellationToken ct = default)
        => buffer.IsEmpty ? new(0) : _core.ReadManyAsync(buffer, ct);

    /// <summary>Reads until the end. Items that an enumeration takes no other reader gets; leaving it early leaves the rest in the channel.</summary>
    /// <param name="cancellationToken">Ends the enumeration before its next item, also when there is one; nothing is lost.</param>
    /// <returns>The items. An error that ended the channel is thrown after the last one.</returns>
    public override IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken = default) => new ReadAllItems<T>(_core, cancellationToken);

    /// <summary>Takes the next item, blocking this thread until there is one.</summary>
    /// <param name="item">The item.</param>
    /// <param name="ct">Ends the wait; no item was taken then.</param>
    /// <returns>False: nothing is there and nothing can come.</returns>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="ChannelClosedException">Nothing is there, and the channel was ended with an error, which is the inner exception.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public bool BlockingRead([MaybeNullWhen(false)] out T item, CancellationToken ct = default)
    {
        BlockingGuard.Check("Receiver.BlockingRead", "ReadAsync");
        return _core.ReadBlocking(out item, ct);
    }

    /// <summary>Closes the channel and drops what is left in it. Idempotent.</summary>
    public void Dispose() => _core.Close(dropItems: true);
}
