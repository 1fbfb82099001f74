using System.Runtime.CompilerServices;
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
    // As many forced yields as a poll may begin at the end of its budget, as a rule; what is above goes to the garbage collector. Picked by hand.
    private const int MostFree = 16;

    private readonly CarriedContinuation _carried = new();

    /// <summary>While it is free: those below it, and how many they are with it.</summary>
    private ResumeEntry? _nextFree;
    private int _free;

    private ResumeEntry() : base(owner: null!)
    {
    }

    /// <summary>The task that goes on; of one that is queued.</summary>
    public RuntimeTask Resumed { get; private set; } = null!;

    public static ResumeEntry For(RuntimeTask resumed, Delegate callback, object? state)
    {
        var entry = Rent(PollCell.OfThisThreadIfAny);
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
        var top = Unsafe.As<ResumeEntry?>(cell.FreeEntry);
        _free = top is null ? 1 : top._free + 1;
        if (_free <= MostFree)
        {
            _nextFree = top;
            cell.FreeEntry = this;
        }

        return resumed;
    }

    private static ResumeEntry Rent(PollCell? cell)
    {
        if (Unsafe.As<ResumeEntry?>(cell?.FreeEntry) is not { } entry)
            return new ResumeEntry();
        cell!.FreeEntry = entry._nextFree;
        entry._nextFree = null;
        return entry;
    }

    private protected override Task? RunBody() => throw new NotSupportedException();

    private protected override void Adopt(Task body) => throw new NotSupportedException();
}
