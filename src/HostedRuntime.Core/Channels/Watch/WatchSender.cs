using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// A sending end of a <see cref="Watch"/>, which changes the value. Clone it for each producer and dispose each clone: the channel ends
/// with its last sender. Thread-safe.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>watch::Sender</c>, but sending also changes the value while there is no receiver. Sending never
/// waits.
/// </remarks>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class WatchSender<T> : IDisposable, IResourceHolder
{
    private const string What = "This sender";
    private const string Instead = "Code that sends longer than its owner needs a sender of its own: call Clone() before the owner disposes it.";

    private readonly WatchCore<T> _core;

    private AtomicBool _isEnded;

    internal WatchSender(WatchCore<T> core)
    {
        _core = core;
        core.Ends?.AddSender(this);
    }

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>The latest value.</summary>
    public T Value => _core.Read(out _);

    /// <summary>The number of receivers that were not disposed. It may change at any time.</summary>
    public int ReceiverCount => _core.ReceiverCount;

    /// <summary>
    /// A task that completes when the last receiver is disposed. It is already complete while there is no receiver. A receiver that
    /// subscribes later does not undo the completion: read the property again then. Never faults.
    /// </summary>
    public Task Closed => _core.NoReceiver;

    /// <summary>Changes the value and wakes every waiting receiver, even if the new value is equal to the old one.</summary>
    /// <param name="value">The new value.</param>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public void Send(T value)
    {
        if (_isEnded.Read() || !_core.TrySend(value))
            Disposed.Throw(What, Instead);
    }

    /// <summary>
    /// Computes a new value from the latest one. Changes the value and wakes receivers only if the two differ, by
    /// <see cref="EqualityComparer{T}.Default"/>.
    /// </summary>
    /// <param name="update">
    /// Computes the new value. No lock is held during the call, so it may use both ends. It is called again if another value was sent in
    /// between. If it throws, nothing changes.
    /// </param>
    /// <returns>True if the value was changed; otherwise false.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public bool Update(Func<T, T> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        while (true)
        {
            ThrowIfEnded();
            var before = _core.Read(out var version);
            var after = update(before);
            // Compares the version too: the value must be unchanged against the latest value, not against an outdated one.
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

    /// <summary>Adds a receiver that has seen the latest value.</summary>
    /// <returns>The receiver; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public WatchReceiver<T> Subscribe()
    {
        ThrowIfEnded();
        return _core.Subscribe();
    }

    /// <summary>Adds a sender to the same channel.</summary>
    /// <returns>The sender; its owner disposes it.</returns>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public WatchSender<T> Clone()
    {
        if (_isEnded.Read() || !_core.TryAddSender())
            Disposed.Throw(What, Instead);
        return new WatchSender<T>(_core);
    }

    /// <summary>
    /// Ends this sender. The channel ends with its last sender: the value stays as it is, and receivers that wait for a change get false.
    /// Idempotent.
    /// </summary>
    public void Dispose() => _core.RemoveSender(ref _isEnded);

    private void ThrowIfEnded()
    {
        if (_isEnded.Read())
            Disposed.Throw(What, Instead);
    }
}
