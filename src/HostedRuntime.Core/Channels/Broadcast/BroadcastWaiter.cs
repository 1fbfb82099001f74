using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A read that waits for the next item, with the receiver whose place it moves on.</summary>
internal sealed class BroadcastWaiter<T> : Waiter<BroadcastRead<T>>
{
    /// <summary>Set under the channel's lock, before a sender can see the waiter.</summary>
    public BroadcastReceiver<T>? Receiver { get; set; }

    /// <summary>The token of the read, for the next read of the receiver.</summary>
    public CancellationToken Token { get; set; }

    protected override void Recycle()
    {
        (Receiver, Token) = (null, default);
        WaiterPool.Return(this);
    }
}
