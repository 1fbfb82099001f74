using System.Threading.Tasks.Sources;

namespace HostedRuntime.Waiting;

/// <summary>
/// The source behind <c>CurrentTask.YieldAsync</c>: it is never ready, and resumes behind everything that is queued. It has no state, so
/// one object serves all yields of the process and no yield allocates.
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
        var target = ResumeTarget.Choose(here?.Task, (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0);
        var flow = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        ResumeTarget.DispatchLast(target, continuation, state, flow, here);
    }

    /// <summary>Delivers an abort that is due. A yield is an await of ours that suspends, so it sees aborts as other waits do.</summary>
    public void GetResult(short token)
    {
        var task = ThreadContext.CurrentTask;
        if (task is not null && task.TryTakeAbort())
            throw new OperationCanceledException(task.CancellationToken);
    }
}
