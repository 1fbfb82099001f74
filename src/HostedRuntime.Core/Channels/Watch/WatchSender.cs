using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// An end of a <see cref="Watch"/> that changes the value. Clone it for each producer and dispose each: the channel ends with its last
/// sender. Thread-safe.
/// </summary>
/// <remarks>Semantics are tokio's <c>watch::Sender</c>: sending never waits, and also changes the value while nobody watches.</remarks>
/// <typeparam name="T">The value's type.</typeparam>
[DebuggerDisplay("Value = {Value}, ReceiverCount = {ReceiverCount}")]
public sealed class WatchSender<T> : IDisposable
{
    private const string What = "This sender";
    private const string Instead = "Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.";

    private readonly WatchCore<T> _core;

    private AtomicBool _isEnded;

    internal WatchSender(WatchCore<T> core) => _core = core;

    /// <summary>The latest value.</summary>
    public T Value => _core.Read(out _);

    /// <summary>Receivers that were not disposed. A moment's view.</summary>
    public int ReceiverCount => _core.ReceiverCount;

    /// <summary>
    /// Completes when nobody watches any more: the last receiver was disposed. Complete at once while there is none. A receiver that
    /// subscribes later
    /// does not undo it: ask again then. Never faults.
    /// </summary>
    public Task Closed => _core.NoReceiver;

    /// <summary>Changes the value and wakes every receiver that waits, also if it is equal to the one before.</summary>
    /// <param name="value">The new value.</param>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public void Send(T value)
    {
        if (_isEnded.Read() || !_core.TrySend(value))
            Disposed.Throw(What, Instead);
    }

    /// <summary>Makes a new value of the latest. Receivers are woken only if the two differ, by <see cref="EqualityComparer{T}.Default"/>.</summary>
    /// <param name="update">
    /// Makes the new value. No lock is held meanwhile: it may use both ends, it is called again if another value came between, and what it throws changes nothing.
    /// </param>
    /// <returns>True: the value is another now.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public bool Update(Func<T, T> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        while (true)
        {
            ThrowIfEnded();
            var before = _core.Read(out var version);
            var after = update(before);
            // Unchanged compared with the latest value, not with one that is over.
            if (EqualityComparer<T>.Default.Equals(before, after))
            {
                if (_core.Version == version)
                    return false;
            }
            else if (_core.TrySend(after, version))
            {
                return true;
            }
        }
    }

    /// <summary>One more receiver, which has seen the latest value.</summary>
    /// <returns>The receiver; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public WatchReceiver<T> Subscribe()
    {
        ThrowIfEnded();
        return _core.Subscribe();
    }

    /// <summary>One more sender of the same channel.</summary>
    /// <returns>The sender; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public WatchSender<T> Clone()
    {
        if (_isEnded.Read() || !_core.TryAddSender())
            Disposed.Throw(What, Instead);
        return new WatchSender<T>(_core);
    }

    /// <summary>
    /// Ends this sender. With the last one the channel ends: the value stays as it is, and receivers that wait for another get false.
    /// Idempotent.
    /// </summary>
    public void Dispose() => _core.RemoveSender(ref _isEnded);

    private void ThrowIfEnded()
    {
        if (_isEnded.Read())
            Disposed.Throw(What, Instead);
    }
}
