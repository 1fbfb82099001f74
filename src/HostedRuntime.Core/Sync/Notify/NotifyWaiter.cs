using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>A wait for a notification, which a notifier may take without a lock.</summary>
internal class NotifyWaiter : Waiter<Nothing>
{
    /// <summary>Set for good when a notifier took the wait after it was cancelled, and is about to find that out.</summary>
    public bool IsTaken { get; set; }

    protected sealed override bool IsHeldElsewhere => IsTaken;

    protected override void Recycle() => WaiterPool.Return(this);
}
