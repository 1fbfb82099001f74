using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// A sending end of a <see cref="Broadcast"/>. Clone it for each producer and dispose each: the channel ends with its last sender. Thread-safe.
/// </summary>
/// <remarks>Semantics are tokio's <c>broadcast::Sender</c>: sending never waits, and all receivers see the items in one order.</remarks>
/// <typeparam name="T">What is sent.</typeparam>
[DebuggerDisplay("ReceiverCount = {ReceiverCount}, Capacity = {Capacity}")]
public sealed class BroadcastSender<T> : IDisposable
{
    private const string What = "This sender";
    private const string Instead = "Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.";

    private readonly BroadcastCore<T> _core;

    private AtomicBool _isEnded;

    internal BroadcastSender(BroadcastCore<T> core) => _core = core;

    /// <summary>How many items a receiver may be behind before it misses some: what was asked for, rounded up to a power of two.</summary>
    public int Capacity => _core.Capacity;

    /// <summary>Receivers that were not disposed. A moment's view.</summary>
    public int ReceiverCount => _core.ReceiverCount;

    /// <summary>
    /// Completes when nobody listens any more: the last receiver was disposed. Complete at once while there is none. A receiver that
    /// subscribes later
    /// does not undo it: ask again then. Never faults.
    /// </summary>
    public Task Closed => _core.NoReceiver;

    /// <summary>Sends to every receiver that there is now. Never waits: who is more than the capacity behind misses the oldest item that it has not read.</summary>
    /// <param name="item">What to send. It is kept until every receiver has read it and waits for more, or it is the oldest of more than the capacity.</param>
    /// <returns>How many receivers there are to read it. Zero: nobody will, and it was not kept.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public int Send(T item)
    {
        ThrowIfEnded();
        return _core.Send(item);
    }

    /// <summary>One more receiver: of what is sent from now on.</summary>
    /// <returns>The receiver; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public BroadcastReceiver<T> Subscribe()
    {
        ThrowIfEnded();
        return _core.Subscribe();
    }

    /// <summary>One more sender of the same channel.</summary>
    /// <returns>The sender; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public BroadcastSender<T> Clone()
    {
        if (_isEnded.Read() || !_core.TryAddSender())
            Disposed.Throw(What, Instead);
        return new BroadcastSender<T>(_core);
    }

    /// <summary>Ends this sender. With the last one the channel ends: its receivers read what is left, and then the end. Idempotent.</summary>
    public void Dispose() => _core.RemoveSender(ref _isEnded);

    private void ThrowIfEnded()
    {
        if (_isEnded.Read())
            Disposed.Throw(What, Instead);
    }
}
