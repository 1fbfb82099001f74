using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>A wait for permits, with how many it wants.</summary>
internal sealed class PermitWaiter : Waiter<AsyncSemaphore.Permit>
{
    /// <summary>Set under the semaphore's gate, before anybody can serve it.</summary>
    public int Wanted { get; set; }

    protected override void Recycle() => WaiterPool.Return(this);
}
