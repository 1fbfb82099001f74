using HostedRuntime.Atomics;

namespace HostedRuntime.Channels;

/// <summary>
/// The ends of a named channel, weakly held. If all ends of one side were collected although the channel is open, waiters on the other side
/// wait for ever. Only named channels pay for this.
/// </summary>
internal sealed class ChannelEnds
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<object>> _senders = [];
    private readonly List<WeakReference<object>> _receivers = [];

    /// <summary>True if a program can still reach a sender.</summary>
    public bool HasSender => Any(_senders);

    /// <summary>True if a program can still reach a receiver.</summary>
    public bool HasReceiver => Any(_receivers);

    public void AddSender(object sender) => Add(_senders, sender);

    public void AddReceiver(object receiver) => Add(_receivers, receiver);

    private void Add(List<WeakReference<object>> ends, object end)
    {
        using (_gate.Hold())
        {
            // Keeps the list as long as there are ends, at the cost of a look at each when one is added. Programs clone few ends.
            ends.RemoveAll(static entry => !entry.TryGetTarget(out _));
            ends.Add(new WeakReference<object>(end));
        }
    }

    private bool Any(List<WeakReference<object>> ends)
    {
        using (_gate.Hold())
            return ends.Exists(static entry => entry.TryGetTarget(out _));
    }
}
