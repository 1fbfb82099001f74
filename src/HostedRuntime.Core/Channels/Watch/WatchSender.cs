using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Channels;

/// <summary>The end of a <see cref="Watch"/> that changes the value. Thread-safe.</summary>
/// <remarks>Semantics are tokio's <c>watch::Sender</c>: sending never waits, and also changes the value while nobody watches.</remarks>
/// <typeparam name="T">The value's type.</typeparam>
[DebuggerDisplay("Value = {Value}, ReceiverCount = {ReceiverCount}")]
public sealed class WatchSender<T> : IDisposable
{
    private readonly WatchCore<T> _core;

    private AtomicBool _isEnded;

    internal WatchSender(WatchCore<T> core) => _core = core;

    /// <summary>The latest value.</summary>
    public T Value => _core.Read(out _);

    /// <summary>Receivers that were not disposed. A moment's view.</summary>
    public int ReceiverCount => _core.ReceiverCount;

    /// <summary>Changes the value and wakes every receiver that waits, also if it is equal to the one before.</summary>
    /// <param name="value">The new value.</param>
    /// <exception cref="ObjectDisposedException">This sender ended.</exception>
    public void Send(T value)
    {
        ObjectDisposedException.ThrowIf(!_core.TrySend(value), this);
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

    /// <summary>Ends the channel: the value stays as it is, and whoever waits for another is told. Idempotent.</summary>
    public void Dispose()
    {
        // Again too: who disposes it at the same time must not return before it has ended.
        _isEnded.Write(true);
        _core.Close();
    }

    private void ThrowIfEnded() => ObjectDisposedException.ThrowIf(_isEnded.Read(), this);
}
