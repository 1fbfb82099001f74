using System.Diagnostics;

namespace HostedRuntime.Channels;

/// <summary>
/// The end of a <see cref="Oneshot"/> that sends, once. Copies are the same end. Thread-safe; the default value is an end that was closed.
/// </summary>
/// <remarks>Semantics are tokio's <c>oneshot::Sender</c>: sending never waits, and a sent value may still never be read.</remarks>
/// <typeparam name="T">What is sent.</typeparam>
[DebuggerDisplay("IsClosed = {IsClosed}")]
public readonly struct OneshotSender<T> : IDisposable
{
    private readonly OneshotCore<T>? _core;

    internal OneshotSender(OneshotCore<T> core) => _core = core;

    /// <summary>True once nothing can be sent any more: this end was used or disposed, or the receiver is done.</summary>
    public bool IsClosed => _core?.IsClosed ?? true;

    /// <summary>Completes when the receiver is done: closed, disposed, or in possession of the value. Never faults.</summary>
    public Task Closed => _core?.Closed ?? Task.CompletedTask;

    /// <summary>Sends the value. The receiver goes on where it waits, never inline.</summary>
    /// <param name="value">What to send.</param>
    /// <returns>False: this end was used or disposed before, or the receiver is done; the value stays with the caller.</returns>
    public bool TrySend(T value) => _core?.TrySend(value) ?? false;

    /// <summary>Ends this end: a receiver that finds no value gets <see cref="System.Threading.Channels.ChannelClosedException"/>. What was sent stays sent. Idempotent.</summary>
    public void Dispose() => _core?.EndSender();
}
