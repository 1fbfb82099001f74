using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A read that waits for the next item, with its receiver, whose position the sender advances.</summary>
internal sealed class BroadcastWaiter<T> : Waiter<BroadcastRead<T>>
{
    /// <summary>The receiver. Set under the channel's lock, before a sender can see the waiter.</summary>
    public BroadcastReceiver<T>? Receiver { get; set; }

    /// <summary>The token of the wait. The next read of the receiver looks at it.</summary>
    public CancellationToken Token { get; set; }

    protected override void Recycle()
    {
        (Receiver, Token) = (null, default);
        WaiterPool.Return(this);
    }
}
