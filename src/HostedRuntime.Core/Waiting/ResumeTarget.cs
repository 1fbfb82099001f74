using System.Runtime.ExceptionServices;

namespace HostedRuntime.Waiting;

/// <summary>
/// Chooses where code goes on after a wait in one of our primitives. If a foreign context is current at the await, the code goes on there,
/// unless the await has ConfigureAwait(false). Otherwise it goes on in the task, whatever ConfigureAwait says. Outside any task it goes on
/// in the captured scheduler or, if there is none, on the ThreadPool. The call that ends the wait never runs the code itself. A foreign
/// context whose Post runs callbacks inline does.
/// </summary>
internal static class ResumeTarget
{
    /// <summary>
    /// Runs a foreign context's Post, or a scheduler's QueueTask, elsewhere. Set on a thread that must not run user code; otherwise null.
    /// </summary>
    [ThreadStatic]
    public static Action<Action<object?>, object?>? CarrierOfThread;

    private static readonly Action<object?> s_dispatch = static box => ((Handover)box!).Dispatch();
    private static readonly SendOrPostCallback s_post = static box => ((Continuation)box!).Run();

    /// <summary>Returns the target for an await on this thread: an object for <see cref="Dispatch"/>, or null for the ThreadPool.</summary>
    public static object? Choose(bool useSchedulingContext) => Choose(ThreadContext.CurrentTask, useSchedulingContext);

    /// <inheritdoc cref="Choose(bool)"/>
    /// <param name="task">The task that this thread polls, or null.</param>
    /// <param name="useSchedulingContext">False after ConfigureAwait(false).</param>
    public static object? Choose(IWaitingTask? task, bool useSchedulingContext)
    {
        if (useSchedulingContext)
        {
            var context = SynchronizationContext.Current;
            if (context is not null && !ReferenceEquals(context, task) && context.GetType() != typeof(SynchronizationContext))
                return context;
            if (task is null && TaskScheduler.Current != TaskScheduler.Default)
                return TaskScheduler.Current;
        }

        return task;
    }

    /// <summary>
    /// Schedules the continuation at the target that was chosen at its await. If a foreign context or scheduler throws, the error is
    /// reported as a separate fault. The caller goes on with the next wait.
    /// </summary>
    public static void Dispatch(object? target, Action<object?> continuation, object? state, ExecutionContext? flow)
    {
        if (flow is not null)
            (continuation, state) = (Continuation.RunInFlow, new Continuation(continuation, state, flow));

        switch (target)
        {
            case IWaitingTask task:
                task.Resume(continuation, state);
                break;
            case ThreadGate gate:
                gate.Set();
                break;
            case CaseLink link:
                link.Signal();
                break;
            case SynchronizationContext or TaskScheduler when CarrierOfThread is { } carrier:
                carrier(s_dispatch, new Handover(target, continuation, state));
                break;
            case SynchronizationContext or TaskScheduler:
                DispatchToForeign(target, continuation, state);
                break;
            default:
                Uninterrupted.Queue(continuation, state, preferLocal: true);
                break;
        }
    }

    /// <summary>
    /// As <see cref="Dispatch"/>, but behind everything that is queued at a task or on the ThreadPool: the end of a yield.
    /// </summary>
    /// <param name="target">The target that was chosen at the await.</param>
    /// <param name="continuation">The code that goes on.</param>
    /// <param name="state">Passed to <paramref name="continuation"/>.</param>
    /// <param name="flow">The context to run it in, or null.</param>
    /// <param name="here">The state of this thread; null if it never had one.</param>
    public static void DispatchLast(object? target, Action<object?> continuation, object? state, ExecutionContext? flow, ThreadContext? here)
    {
        if (flow is not null)
            (continuation, state) = (Continuation.RunInFlow, new Continuation(continuation, state, flow));

        if (target is IWaitingTask task)
            task.ResumeLast(continuation, state, here ?? ThreadContext.Current);
        else if (target is null)
            // The thread's own queue would run the continuation before the work that waits there.
            Uninterrupted.Queue(continuation, state, preferLocal: false);
        else
            Dispatch(target, continuation, state, flow: null);
    }

    // If Post or QueueTask throws, the error is a fault of the task that grants. The task that waits cannot take it: it goes on only by
    // that call. Nor can the caller of the granting operation, which has done its part.
    private static void DispatchToForeign(object target, Action<object?> continuation, object? state)
    {
        try
        {
            if (target is SynchronizationContext context)
                context.Post(s_post, new Continuation(continuation, state, null));
            else
                _ = Task.Factory.StartNew(continuation, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, (TaskScheduler)target);
        }
        catch (Exception e)
        {
            var member = target is SynchronizationContext ? "Post" : "QueueTask";
            Report(new InvalidOperationException(
                $"{target.GetType()}.{member} threw, so the method that awaited under it never goes on. A context must take what is posted to it as long as anything awaits under it.", e));
        }
    }

    /// <summary>
    /// Reports the error as an unhandled fault of the task that runs here. Outside any task it is thrown on the ThreadPool, as the BCL
    /// does.
    /// </summary>
    private static void Report(Exception error)
    {
        if (ThreadContext.CurrentTask is { } task)
            task.ReportFault(error);
        else
            Uninterrupted.Queue(static error => ExceptionDispatchInfo.Throw(error), error, preferLocal: false);
    }

    private sealed class Handover(object target, Action<object?> continuation, object? state)
    {
        public void Dispatch() => ResumeTarget.Dispatch(target, continuation, state, flow: null);
    }

    private sealed class Continuation(Action<object?> action, object? state, ExecutionContext? flow)
    {
        public static readonly Action<object?> RunInFlow = static box => ((Continuation)box!).Run();
        private static readonly ContextCallback s_inContext = static box => ((Continuation)box!).Invoke();

        public void Run()
        {
            if (flow is null)
                Invoke();
            else
                ExecutionContext.Run(flow, s_inContext, this);
        }

        private void Invoke() => action(state);
    }
}
