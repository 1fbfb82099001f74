using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// Stands in a run queue for a task whose slot was taken when one more of its parallel branches became ready, and brings that branch's continuation
/// along. So each entry of a task goes on with what it was queued for, and no branch overtakes another.
/// </summary>
/// <remarks>
/// A task itself for the queues alone, which know nothing else: it has no owner, and is never spawned, counted or seen by anyone. Kept by the thread
/// that polled it for the next one. Lost: a list beside the slot, from which each poll took first. Of two branches on one thread the one that yielded
/// again and again kept the list filled, and the other never ran.
/// </remarks>
internal sealed class ResumeEntry : RuntimeTask
{
    private readonly CarriedContinuation _carried = new();

    private ResumeEntry() : base(owner: null!)
    {
    }

    /// <summary>The task that goes on; of one that is queued.</summary>
    public RuntimeTask Resumed { get; private set; } = null!;

    public static ResumeEntry For(RuntimeTask resumed, Delegate callback, object? state)
    {
        var entry = PollCell.OfThisThreadIfAny?.FreeEntries.TryPop<ResumeEntry>() ?? new ResumeEntry();
        entry.Resumed = resumed;
        entry._carried.Load(callback, state);
        return entry;
    }

    /// <summary>For the poll, which goes on with <paramref name="carried"/> at once. The entry is free then.</summary>
    public RuntimeTask Open(PollCell cell, out PendingWait carried)
    {
        var resumed = Resumed;
        carried = _carried;
        Resumed = null!;
        cell.FreeEntries.TryPush(this);
        return resumed;
    }

    private protected override Task? RunBody() => throw new NotSupportedException();

    private protected override void Adopt(Task body) => throw new NotSupportedException();
}
