using System.Threading.Tasks.Sources;

namespace HostedRuntime.Waiting;

/// <summary>
/// The source behind <c>CurrentTask.YieldAsync</c>: never ready, resumes behind everything queued. It has no state, so one
/// object serves all yields of the process and none allocates.
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
        var here = PollCell.OfThisThreadIfAny;
        var task = here?.Task;
        var captures = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0;
        // As a rule the task is the context: nothing to choose, and nothing to cast.
        if (task is not null && (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) == 0 && (!captures || ReferenceEquals(SynchronizationContext.Current, task)))
        {
            task.ResumeLast(continuation, state, here!);
            return;
        }

        var target = ResumeTarget.Choose(captures);
        if (target is IWaitingTask other && (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) == 0)
        {
            other.ResumeLast(continuation, state, PollCell.OfThisThread);
            return;
        }

        var flow = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        ResumeTarget.Dispatch(target, continuation, state, flow);
    }

    /// <summary>A yield is an await of ours that suspends: a pending abort is delivered here, after the place in the queue was given up.</summary>
    public void GetResult(short token)
    {
        var task = PollCell.CurrentTask;
        if (task is not null && task.TryTakeAbort())
            throw new OperationCanceledException(task.CancellationToken);
    }
}
