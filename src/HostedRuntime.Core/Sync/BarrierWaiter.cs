using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>A participant that has arrived at a barrier and waits for the others. Its result is false: it is not the leader.</summary>
internal sealed class BarrierWaiter : Waiter<bool>
{
    /// <summary>The barrier. Set under the barrier's gate, before another thread can see the waiter.</summary>
    public AsyncBarrier? Barrier { get; set; }

    /// <summary>
    /// Ends a cancelled or aborted wait. A cancellation counts only if the arrival can still be withdrawn. Otherwise the generation is
    /// complete: the others went on because of this arrival, and the wait ends like theirs. An abort is delivered in any case.
    /// </summary>
    public override void EndCanceled(CancellationToken ct)
    {
        if (Barrier!.TryTakeBack(this) || Decision == WaitDecision.Aborted)
            SetError(new OperationCanceledException(ct));
        Signal();
    }

    protected override void Recycle()
    {
        Barrier = null;
        WaiterPool.Return(this);
    }
}
