using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>One <c>await handle</c> that has to wait. An abort of the awaiting task ends it.</summary>
/// <remarks>
/// <para>Reuse. A granted wait is cached in the first place of its task's abort list, for the next join of that task. A wait never changes
/// the task that waits. So an abort that still holds the wait can only reach the task that it was meant for. An aborted wait is never used
/// again, because the thread that began it may still use it.</para>
/// <para>Next join. At the very end of a poll on a worker, the joiner of the ended task is polled next on that thread: see
/// <see cref="TaskPoller.NextJoin"/>.</para>
/// </remarks>
internal sealed class JoinWait : AwaitedWait, IJoiner
{
    private static readonly Action<object?> s_run = static wait => Unsafe.As<JoinWait>(wait!).Run(ThreadContext.CurrentOrNull);
    private static readonly ContextCallback s_runInFlow = static action => ((Action)action!)();

    private RuntimeTask? _joined;
    private IWaitingTask? _task;
    private OperationCanceledException? _aborted;
    private bool _wasUsed;

    private JoinWait()
    {
    }

    /// <summary>The task that waits. Valid for a wait in <see cref="TaskPoller.NextJoin"/>.</summary>
    public RuntimeTask Awaiting => Unsafe.As<RuntimeTask>(_task!);

    /// <summary>Returns a wait for the end of that task. The wait belongs to the task that runs now.</summary>
    /// <remarks>That holds even if another task later completes the await: a cached wait is in the first task's list already.</remarks>
    public static JoinWait For(RuntimeTask joined)
    {
        var context = ThreadContext.CurrentOrNull;
        if (TakeCached<JoinWait>(context) is not { } wait)
            return new JoinWait { _joined = joined, _task = context?.Task };
        wait._joined = joined;
        return wait;
    }

    /// <summary>Begins the wait. The continuation may run before this returns.</summary>
    public void Start(Action continuation, ExecutionContext? flow)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (ContinuationState is not null || _joined is not { } joined)
            throw new InvalidOperationException("This awaiter has a continuation already. Take another with GetAwaiter().");
        ContinuationState = flow is null ? continuation : InFlow(continuation, flow);
        Target = ResumeTarget.Choose(useSchedulingContext: true);
        if (_wasUsed)
        {
            // Last: an abort that took the cached wait out of the list may decide it from here on.
            State.Reopen();
            _task!.RegisterAgain(this);
        }
        else
        {
            _wasUsed = true;
            _task?.RegisterForAbort(this);
        }

        // From here on only locals are used: an abort may have scheduled the continuation, which clears the fields.
        if (IsDecided)
            return;
        if (!joined.TryJoin(this))
            YieldOnly();
        else if (IsDecided)
            joined.LeaveJoin(this);
    }

    /// <summary>Throws if this wait was aborted, even if the joined task has ended meanwhile.</summary>
    public void ThrowIfAborted()
    {
        if (_aborted is { } aborted)
            throw aborted;
    }

    public bool HasLeft => IsGivenUp;

    /// <summary>
    /// The joined task is read once. A later use of this wait is by the same waiting task, so either text is true for it.
    /// </summary>
    protected override string? WaitsOn => _joined is { } joined ? Label(joined) : null;

    protected override object? WaitTarget => _joined;

    /// <summary>Describes a wait for the end of that task.</summary>
    public static string Label(IWaitingTask joined) => $"join of {joined.Label}";

    public bool OnEnded() => OnEnded(next: null);

    /// <inheritdoc cref="JoinerList.Close"/>
    public bool OnEnded(TaskPoller? next)
    {
        if (!TryDecide(WaitDecision.Granted))
            return false;
        if (next is not null && _task is not null && ReferenceEquals(Target, _task) && ReferenceEquals(Awaiting.Owner, _joined!.Owner))
            next.NextJoin = this;
        else
            Resume();
        return true;
    }

    /// <summary>Schedules the continuation.</summary>
    public void Resume()
    {
        if (_task is not null && ReferenceEquals(Target, _task))
            _task.Resume(this);
        else
            ResumeTarget.Dispatch(Target, s_run, this, flow: null);
    }

    public override Delegate AsCallback(out object? state)
    {
        state = this;
        return s_run;
    }

    /// <summary>Runs the continuation. The fields are cleared first, because the wait may be cached for a long time.</summary>
    public override void Run(ThreadContext? context)
    {
        var continuation = Unsafe.As<Action>(ContinuationState!);
        _task?.Forget(this);
        _joined = null;
        ContinuationState = null;
        Target = null;
        if (_aborted is null && MayBeCached(context, _task))
            State.MarkCached();
        continuation();
    }

    public override void EndCanceled(CancellationToken ct)
    {
        _aborted = new OperationCanceledException(ct);
        // If the abort came before the join, there is nothing to leave yet; Start leaves the list then.
        _joined!.LeaveJoin(this);
        Resume();
    }

    /// <summary>Schedules the continuation behind everything that is queued, because the joined task has ended already.</summary>
    private void YieldOnly()
    {
        if (!TryDecide(WaitDecision.Granted))
            return;
        if (Target is IWaitingTask task)
            task.ResumeLast(s_run, this, ThreadContext.Current);
        else
            Resume();
    }

    /// <summary>A method of its own, because the closure would otherwise be allocated at every join.</summary>
    private static Action InFlow(Action continuation, ExecutionContext flow) => () => ExecutionContext.Run(flow, s_runInFlow, continuation);
}
