using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A wait of a receiver for the next value, with that receiver, whose position the sender advances.</summary>
internal abstract class FanOutWaiter<TReceiver, TResult> : Waiter<TResult>
{
    /// <summary>The receiver. Set under the channel's lock, before a sender can see the waiter.</summary>
    public TReceiver? Receiver { get; set; }

    /// <summary>The token of the wait. The next wait of the receiver looks at it.</summary>
    public CancellationToken Token { get; set; }
}
