using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>One who arrived at a barrier and waits for the others; its result: not the leader.</summary>
internal sealed class BarrierWaiter : Waiter<bool>
{
    /// <summary>Where it arrived. Set under the barrier's gate, before anybody can meet it.</summary>
    public AsyncBarrier? Barrier { get; set; }

    /// <summary>
    /// A cancel counts only if the arrival can still be taken back. Else the generation is complete: the others went on because of this arrival,
    /// and the wait ends as theirs do. An abort has to be delivered in any case.
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
