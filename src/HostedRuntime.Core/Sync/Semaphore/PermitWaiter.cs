using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>A wait for permits.</summary>
internal sealed class PermitWaiter : Waiter<AsyncSemaphore.Permit>
{
    /// <summary>How many permits the waiter needs. Set under the semaphore's gate, before another thread can serve the waiter.</summary>
    public int Wanted { get; set; }

    protected override void Recycle() => WaiterPool.Return(this);
}
