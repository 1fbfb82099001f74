using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace HostedRuntime.Channels;

/// <summary>
/// The receiving end of a <see cref="Oneshot"/>. Copies are the same end. Thread-safe, but only one read may wait at a time. The default
/// value is an end whose value was taken.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>oneshot::Receiver</c>: a cancelled read takes nothing, and the receiver can read again.
/// </remarks>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public readonly struct OneshotReceiver<T> : IDisposable
{
    private readonly OneshotCore<T>? _core;

    internal OneshotReceiver(OneshotCore<T> core) => _core = core;

    internal OneshotCore<T>? Core => _core;

    private string DebuggerDisplay => _core?.DebuggerDisplay ?? "closed";

    /// <summary>Takes the value, and waits until it is sent.</summary>
    /// <param name="cancellationToken">Cancels the wait; the value is not taken then.</param>
    /// <returns>The value. Await it once.</returns>
    /// <exception cref="ChannelClosedException">
    /// The value was taken before, or none can come: the sender ended without sending, or this end is closed.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another read is waiting.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    public ValueTask<T> ReadAsync(CancellationToken cancellationToken = default)
        => _core?.ReadAsync(cancellationToken) ?? ValueTask.FromException<T>(new ChannelClosedException());

    /// <summary>Takes the value if it was sent.</summary>
    /// <param name="value">The value.</param>
    /// <returns>True if the value was taken; false if it was not sent yet or was taken before.</returns>
    public bool TryRead([MaybeNullWhen(false)] out T value)
    {
        if (_core is not null)
            return _core.TryRead(out value);
        value = default;
        return false;
    }

    /// <summary>
    /// Refuses a value that was not sent yet. A value that was sent can still be read. A waiting read gets a
    /// <see cref="ChannelClosedException"/>. Idempotent.
    /// </summary>
    public void Close() => _core?.Close(dropValue: false);

    /// <summary>Closes the channel and drops a value that was not read. Idempotent.</summary>
    public void Dispose() => _core?.Close(dropValue: true);
}
