namespace HostedRuntime.Channels;

/// <summary>A receiver of a channel whose every receiver gets every value.</summary>
/// <typeparam name="TWaiter">The type of the receiver's waiter.</typeparam>
internal interface IFanOutReceiver<TWaiter>
{
    bool IsEnded { get; }

    /// <summary>The pending wait. Owned by the lock of the channel.</summary>
    TWaiter? Waiter { get; set; }
}
