using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// Creates senders of a channel while the channel still has a sender. It does not count as a sender itself: the channel ends with the last
/// real sender. Thread-safe.
/// </summary>
/// <remarks>
/// tokio's <c>WeakSender</c>. Use it for an object that lives as long as the receiver and sends to it occasionally, for example the
/// receiver itself.
/// </remarks>
/// <typeparam name="T">The type of the items.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class WeakSender<T> : IResourceHolder
{
    private readonly MpscCore<T> _core;

    internal WeakSender(MpscCore<T> core)
    {
        _core = core;
        core.Ends?.AddSender(this);
    }

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>Creates one more sender if the channel still has one.</summary>
    /// <param name="sender">The new sender, which its owner disposes. Null if the method returns false.</param>
    /// <returns>True if a sender was created; false if the last sender has ended, and with it the channel.</returns>
    public bool TryUpgrade([NotNullWhen(true)] out Sender<T>? sender)
    {
        sender = _core.TryAddSender() ? new Sender<T>(_core) : null;
        return sender is not null;
    }
}
