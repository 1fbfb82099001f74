using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The receiving end of a channel. Items of one sender arrive in the order in which it sent them. Thread-safe; waiting reads are served in
/// order.
/// </summary>
/// <remarks>
/// A <see cref="ChannelReader{T}"/>, so code written for System.Threading.Channels can use it. The semantics are those of tokio's
/// <c>mpsc::Receiver</c>. A cancelled read takes no item. <see cref="Close"/> stops the senders, and the items in the channel can still be
/// read.
/// </remarks>
/// <typeparam name="T">The type of the items.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class Receiver<T> : ChannelReader<T>, IDisposable, IResourceHolder
{
    private readonly MpscCore<T> _core;

    internal Receiver(MpscCore<T> core)
    {
        _core = core;
        core.Ends?.AddReceiver(this);
    }

    internal MpscCore<T> Core => _core;

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>How many items the channel can hold; null if it is unbounded.</summary>
    public int? Capacity => _core.Capacity;

    /// <summary>
    /// The number of free places: the capacity minus the items and the places that permits reserve. Null if the channel is unbounded. It
    /// may change at any time.
    /// </summary>
    public int? FreeCapacity => _core.FreeCapacity;

    /// <summary>The number of senders that have not ended. It may change at any time.</summary>
    public int SenderCount => _core.SenderCount;

    /// <summary>True once the channel refuses new items. There may still be items to read.</summary>
    public bool IsClosed => _core.IsClosed;

    /// <summary>Always true.</summary>
    public override bool CanCount => true;

    /// <summary>Always true.</summary>
    public override bool CanPeek => true;

    /// <summary>The number of items that can be read. It may change at any time.</summary>
    public override int Count => _core.Count;

    /// <summary>
    /// Completes when the channel is empty and no item can come. If a sender ended the channel with an error, it faults with that error; an
    /// <see cref="OperationCanceledException"/> cancels it.
    /// </summary>
    public override Task Completion => _core.Completion;

    /// <summary>
    /// Refuses new items. The items in the channel can still be read. Senders that wait get a <see cref="ChannelClosedException"/>.
    /// Idempotent.
    /// </summary>
    public void Close() => _core.Close(dropItems: false);

    /// <summary>Takes an item if there is one.</summary>
    /// <param name="item">The item.</param>
    /// <returns>True if an item was taken; false if there is none now.</returns>
    public override bool TryRead([MaybeNullWhen(false)] out T item) => _core.TryRead(out item);

    /// <summary>Returns the next item without taking it.</summary>
    /// <param name="item">The item.</param>
    /// <returns>True if there is an item; false if there is none now.</returns>
    public override bool TryPeek([MaybeNullWhen(false)] out T item) => _core.TryPeek(out item);

    /// <summary>Takes the next item, and waits if there is none.</summary>
    /// <param name="cancellationToken">Cancels the wait; no item is taken then.</param>
    /// <returns>The item. Await it once.</returns>
    /// <exception cref="ChannelClosedException">
    /// The channel is empty and no item can come. An error that ended the channel is the inner exception.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token fired, the waiting task was aborted, or a sender ended the channel with this exception.
    /// </exception>
    public override ValueTask<T> ReadAsync(CancellationToken cancellationToken = default) => _core.ReadAsync(cancellationToken);

    /// <summary>
    /// Waits until there is an item. Another read may take it first; then try again. If an error ended the channel, that error is thrown.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True if there is an item; false if the channel is empty and no item can come.</returns>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => _core.WaitToReadAsync(cancellationToken);

    /// <summary>Takes as many items as are there and fit into the buffer, and waits if there are none.</summary>
    /// <param name="buffer">The items are written here.</param>
    /// <param name="cancellationToken">Cancels the wait; no item is taken then.</param>
    /// <returns>The number of items. Zero only if the buffer is empty, or if the channel is empty and no item can come.</returns>
    /// <exception cref="ChannelClosedException">The channel is empty and was ended with an error, which is the inner exception.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token fired, the waiting task was aborted, or a sender ended the channel with this exception.
    /// </exception>
    public ValueTask<int> ReadManyAsync(Memory<T> buffer, CancellationToken cancellationToken = default)
        => buffer.IsEmpty ? new(0) : _core.ReadManyAsync(buffer, cancellationToken);

    /// <summary>
    /// Reads until the channel ends. Items that an enumeration takes are not seen by other readers. Leaving the enumeration early leaves
    /// the other items in the channel.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration before its next item, even if there is one. No item is lost.</param>
    /// <returns>The items. An error that ended the channel is thrown after the last one.</returns>
    public override IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken = default) => new ReadAllItems<T>(_core, cancellationToken);

    /// <summary>Takes the next item, and blocks this thread while there is none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait; no item is taken then.</param>
    /// <returns>True if an item was taken; false if the channel is empty and no item can come.</returns>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="ChannelClosedException">The channel is empty and was ended with an error, which is the inner exception.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or a sender ended the channel with this exception.</exception>
    public bool BlockingRead([MaybeNullWhen(false)] out T item, CancellationToken cancellationToken = default)
    {
        BlockingGuard.Check("Receiver.BlockingRead", "ReadAsync");
        return _core.ReadBlocking(out item, cancellationToken);
    }

    /// <summary>Closes the channel and drops the items in it. Idempotent.</summary>
    public void Dispose() => _core.Close(dropItems: true);
}
