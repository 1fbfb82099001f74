namespace HostedRuntime;

/// <summary>
/// The owner of the body of a BlockOn. To its runtime, or to the child runtime on which BlockOn was called, the body is a task like others.
/// Only its polls are different, see <see cref="BlockOnPump"/>.
/// </summary>
/// <remarks>
/// <para>The body is counted, listed, aborted by a shutdown, and named in the report if it does not end.</para>
/// <para>A BlockOn inside a task of the same runtime, for example in a blocking body, is a part of that task. So it is admitted while the
/// runtime drains, because the task is waited for, and while it aborts, because the task may clean up. Any other BlockOn is refused once
/// the shutdown has begun, as a spawn is.</para>
/// <para>The body enters the runtime's list before its first poll, because the runtime does not know the thread that polls it. The thread
/// adds the body to the list, passes the full fence of TaskStateBits.TryStart, then reads IsAborting. The sweep sets that flag, passes a
/// fence, then reads the list. One of the two sees the other.</para>
/// </remarks>
internal class BlockOnBody : UntrackedTaskOwner
{
    private readonly TaskOwner _outer;
    private readonly bool _isPartOfTask;
    private readonly bool _beganInAbort;

    public BlockOnBody(RuntimeEngine runtime, TaskOwner outer) : base(runtime)
    {
        _outer = outer;
        _isPartOfTask = CurrentRuntime.Task is { } task && ReferenceEquals(task.Owner.Root, runtime);
        _beganInAbort = _isPartOfTask && runtime.IsAborting;
        MeasuresTimes = outer.MeasuresTimes;
    }

    public override IRuntimeHandle Handle => _outer is ChildOwner owner ? owner.Branch : Runtime;

    public override string? NameOfUnnamed => "BlockOn";

    public override bool IsAborting => !_beganInAbort && Runtime.IsAborting;

    /// <summary>Counts and lists the body. If the runtime refuses the body, it is cancelled when this returns.</summary>
    public void Admit(RuntimeTask body) => _outer.AdmitBody(body, _isPartOfTask);

    public override void Schedule(RuntimeTask task) => Runtime.Schedule(task);

    public override void ScheduleLast(RuntimeTask task, Waiting.ThreadContext here) => Runtime.ScheduleLast(task, here);

    public override void Release(RuntimeTask task, bool registered) => _outer.Release(task, registered: task.OwnedIndex >= 0);

    public override void CountEnd(RuntimeTask task) => _outer.CountEnd(task);

    public override void CountBusy(long ticks) => _outer.CountBusy(ticks);
}
