using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A wait for a change, with the receiver that will have seen it. True: there is one; false: there will be none.</summary>
internal sealed class WatchWaiter<T> : Waiter<bool>
{
    /// <summary>Set under the channel's lock, before the sender can see the waiter.</summary>
    public WatchReceiver<T>? Receiver { get; set; }

    /// <summary>The token of the wait, for the next wait of the receiver.</summary>
    public CancellationToken Token { get; set; }

    protected override void Recycle()
    {
        (Receiver, Token) = (null, default);
        WaiterPool.Return(this);
    }
}
