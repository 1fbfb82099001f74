using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace HostedRuntime.Channels;

/// <summary>
/// The end of a <see cref="Oneshot"/> that reads the value. Copies are the same end. Thread-safe, but one read at a time;
/// the default value is an end whose value was taken.
/// </summary>
/// <remarks>Semantics are tokio's <c>oneshot::Receiver</c>: a cancelled read takes nothing, and can be made again.</remarks>
/// <typeparam name="T">What is sent.</typeparam>
public readonly struct OneshotReceiver<T> : IDisposable
{
    private readonly OneshotCore<T>? _core;

    internal OneshotReceiver(OneshotCore<T> core) => _core = core;

    /// <summary>Takes the value as soon as it is there.</summary>
    /// <param name="ct">Ends the wait; the value was not taken then.</param>
    /// <returns>The value. Await it once.</returns>
    /// <exception cref="ChannelClosedException">The value was taken before, or none can come: the sender ended without sending, or this end is closed.</exception>
    /// <exception cref="InvalidOperationException">Another read is waiting.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    public ValueTask<T> ReadAsync(CancellationToken ct = default)
        => _core?.ReadAsync(ct) ?? ValueTask.FromException<T>(new ChannelClosedException());

    /// <summary>Takes the value if it is there.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False: it is not there, or was taken before.</returns>
    public bool TryRead([MaybeNullWhen(false)] out T value)
    {
        if (_core is not null)
            return _core.TryRead(out value);
        value = default;
        return false;
    }

    /// <summary>Refuses what was not sent yet; what was sent can still be read. A waiting read gets <see cref="ChannelClosedException"/>. Idempotent.</summary>
    public void Close() => _core?.Close(dropValue: false);

    /// <summary>Closes the channel and drops a value that was not read. Idempotent.</summary>
    public void Dispose() => _core?.Close(dropValue: true);
}
