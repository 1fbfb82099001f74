using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Channels;

/// <summary>Makes senders of a channel as long as it has one, without being one: the channel ends when the last real sender does. Thread-safe.</summary>
/// <remarks>tokio's <c>WeakSender</c>. For what lives as long as the receiver and sends to it now and then, such as the receiver itself.</remarks>
/// <typeparam name="T">What is sent.</typeparam>
public sealed class WeakSender<T>
{
    private readonly MpscCore<T> _core;

    internal WeakSender(MpscCore<T> core) => _core = core;

    /// <summary>One more sender, if there still is one.</summary>
    /// <param name="sender">The sender; its owner disposes it.</param>
    /// <returns>False: the last sender has ended, and with it the channel.</returns>
    public bool TryUpgrade([NotNullWhen(true)] out Sender<T>? sender)
    {
        sender = _core.TryAddSender() ? new Sender<T>(_core) : null;
        return sender is not null;
    }
}
