using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// A sending end of a <see cref="Broadcast"/>. Clone it for each producer and dispose each clone: the channel ends with its last sender.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>broadcast::Sender</c>. Sending never waits, and all receivers see one order of items.
/// </remarks>
/// <typeparam name="T">The type of the items.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class BroadcastSender<T> : IDisposable, IResourceHolder
{
    private const string What = "This sender";
    private const string Instead = "Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.";

    private readonly BroadcastCore<T> _core;

    private AtomicBool _isEnded;

    internal BroadcastSender(BroadcastCore<T> core)
    {
        _core = core;
        core.Ends?.AddSender(this);
    }

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>How many items a receiver may be behind before it misses some: the capacity given, rounded up to a power of two.</summary>
    public int Capacity => _core.Capacity;

    /// <summary>The number of receivers that were not disposed. It may change at any time.</summary>
    public int ReceiverCount => _core.ReceiverCount;

    /// <summary>
    /// A task that completes when the last receiver is disposed. It is already complete while there is no receiver. A receiver that
    /// subscribes later does not undo the completion: read the property again then. Never faults.
    /// </summary>
    public Task Closed => _core.NoReceiver;

    /// <summary>
    /// Sends an item to every present receiver. Never waits: a receiver that is more than the capacity behind misses the oldest item that
    /// it has not read.
    /// </summary>
    /// <param name="item">
    /// The item. The channel keeps it until every receiver has read it and waits for more, or newer items have taken its place.
    /// </param>
    /// <returns>The number of receivers that can read the item. If zero, the item was not kept.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public int Send(T item)
    {
        ThrowIfEnded();
        return _core.Send(item);
    }

    /// <summary>Adds a receiver, which gets the items that are sent from now on.</summary>
    /// <returns>The receiver; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public BroadcastReceiver<T> Subscribe()
    {
        ThrowIfEnded();
        return _core.Subscribe();
    }

    /// <summary>Adds a sender to the same channel.</summary>
    /// <returns>The sender; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public BroadcastSender<T> Clone()
    {
        if (_isEnded.Read() || !_core.TryAddSender())
            Disposed.Throw(What, Instead);
        return new BroadcastSender<T>(_core);
    }

    /// <summary>
    /// Ends this sender. The channel ends with its last sender: receivers read the items that are left, and then the end. Idempotent.
    /// </summary>
    public void Dispose() => _core.RemoveSender(ref _isEnded);

    private void ThrowIfEnded()
    {
        if (_isEnded.Read())
            Disposed.Throw(What, Instead);
    }
}
