using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A wait for a change. The result is true if the value changed, and false if it never will.</summary>
internal sealed class WatchWaiter<T> : FanOutWaiter<WatchReceiver<T>, bool>
{
    protected override void Recycle()
    {
        (Receiver, Token) = (null, default);
        WaiterPool.Return(this);
    }
}
