using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// An entry of a run queue for a task whose slot was taken when another of its branches became ready. It carries that branch's
/// continuation, so no branch overtakes another.
/// </summary>
/// <remarks>
/// It derives from the task because the queues hold tasks. It has no owner, and is never spawned, counted or listed. The thread that polled
/// it keeps it for the next use. Rejected: a list next to the slot, from which each poll took first. If two branches ran on one thread, a
/// branch that yielded again and again kept the list filled, and the other never ran.
/// </remarks>
internal sealed class ResumeEntry : RuntimeTask
{
    private readonly InlineContinuation _continuation = new();

    private ResumeEntry() : base(owner: null!)
    {
    }

    /// <summary>The task that goes on. Valid while this entry is queued.</summary>
    public RuntimeTask Resumed { get; private set; } = null!;

    public static ResumeEntry For(RuntimeTask resumed, Delegate callback, object? state)
    {
        var entry = ThreadContext.CurrentOrNull?.FreeEntries.TryPop<ResumeEntry>() ?? new ResumeEntry();
        entry.Resumed = resumed;
        entry._continuation.Load(callback, state);
        return entry;
    }

    /// <summary>
    /// Takes the task and its continuation out, and frees the entry. The caller runs <paramref name="continuation"/> at once.
    /// </summary>
    public RuntimeTask Open(ThreadContext context, out Resumption continuation)
    {
        var resumed = Resumed;
        continuation = _continuation;
        Resumed = null!;
        context.FreeEntries.TryPush(this);
        return resumed;
    }

    private protected override Task? RunBody() => throw new NotSupportedException();

    private protected override void Adopt(Task body) => throw new NotSupportedException();
}
