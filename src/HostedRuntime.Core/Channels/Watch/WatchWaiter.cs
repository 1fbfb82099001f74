using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// A wait for a change, with its receiver, which the sender marks as having seen the value. The result is true if the value changed, and
/// false if it never will.
/// </summary>
internal sealed class WatchWaiter<T> : Waiter<bool>
{
    /// <summary>The receiver. Set under the channel's lock, before a sender can see the waiter.</summary>
    public WatchReceiver<T>? Receiver { get; set; }

    /// <summary>The token of the wait. The next wait of the receiver looks at it.</summary>
    public CancellationToken Token { get; set; }

    protected override void Recycle()
    {
        (Receiver, Token) = (null, default);
        WaiterPool.Return(this);
    }
}
