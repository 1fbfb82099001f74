using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>A wait for a notification. A notifier may take it without a lock.</summary>
internal class NotifyWaiter : Waiter<Unit>
{
    /// <summary>True if a notifier took the wait after it was cancelled, and may not have seen the cancellation yet. Never reset.</summary>
    public bool IsTaken { get; set; }

    protected sealed override bool IsHeldElsewhere => IsTaken;

    protected override void Recycle() => WaiterPool.Return(this);
}
