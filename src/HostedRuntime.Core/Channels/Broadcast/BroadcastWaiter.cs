using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A read that waits for the next item.</summary>
internal sealed class BroadcastWaiter<T> : FanOutWaiter<BroadcastReceiver<T>, BroadcastRead<T>>
{
    protected override void Recycle()
    {
        (Receiver, Token) = (null, default);
        WaiterPool.Return(this);
    }
}
