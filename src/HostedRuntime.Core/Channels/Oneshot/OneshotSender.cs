using System.Diagnostics;

namespace HostedRuntime.Channels;

/// <summary>
/// The sending end of a <see cref="Oneshot"/>, which sends once. Copies are the same end. Thread-safe. The default value is a closed end.
/// </summary>
/// <remarks>The semantics are those of tokio's <c>oneshot::Sender</c>: sending never waits, and a sent value may never be read.</remarks>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public readonly struct OneshotSender<T> : IDisposable
{
    private readonly OneshotCore<T>? _core;

    internal OneshotSender(OneshotCore<T> core) => _core = core;

    private string DebuggerDisplay => _core?.DebuggerDisplay ?? "closed";

    /// <summary>
    /// True once nothing can be sent any more: this end was used or disposed, or the receiver has closed, was disposed or has the value.
    /// </summary>
    public bool IsClosed => _core?.IsClosed ?? true;

    /// <summary>Completes when the receiver has closed, was disposed or has the value. Never faults.</summary>
    public Task Closed => _core?.Closed ?? Task.CompletedTask;

    /// <summary>Sends the value. A waiting receiver resumes in its own context, never inside this call.</summary>
    /// <param name="value">The value to send.</param>
    /// <returns>
    /// True if the value was sent. False if this end was used or disposed before, or if the receiver has ended; the caller then keeps the
    /// value.
    /// </returns>
    public bool TrySend(T value) => _core?.TrySend(value) ?? false;

    /// <summary>
    /// Ends this end. If no value was sent, the receiver gets a <see cref="System.Threading.Channels.ChannelClosedException"/>. A sent
    /// value can still be read. Idempotent.
    /// </summary>
    public void Dispose() => _core?.EndSender();
}
