using System.Threading.Tasks.Sources;

namespace HostedRuntime.Waiting;

/// <summary>
/// The source behind <c>CurrentTask.YieldAsync</c>: it is never ready, and resumes behind everything that is queued. It has no state, so
/// one object serves all yields of the process and none allocates.
/// </summary>
internal sealed class YieldSource : IValueTaskSource
{
    private static readonly YieldSource s_instance = new();

    private YieldSource()
    {
    }

    public static ValueTask Task => new(s_instance, 0);

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        var here = ThreadContext.CurrentOrNull;
        var task = here?.Task;
        var captures = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0;
        // Usually the task is the current context, so there is no target to choose.
        if (task is not null && (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) == 0 && (!captures || ReferenceEquals(SynchronizationContext.Current, task)))
        {
            task.ResumeLast(continuation, state, here!);
            return;
        }

        var target = ResumeTarget.Choose(captures);
        if (target is IWaitingTask other && (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) == 0)
        {
            other.ResumeLast(continuation, state, ThreadContext.Current);
            return;
        }

        var flow = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        ResumeTarget.Dispatch(target, continuation, state, flow);
    }

    /// <summary>Delivers an abort that is due. A yield is an await of ours that suspends, so it sees aborts as other waits do.</summary>
    public void GetResult(short token)
    {
        var task = ThreadContext.CurrentTask;
        if (task is not null && task.TryTakeAbort())
            throw new OperationCanceledException(task.CancellationToken);
    }
}
