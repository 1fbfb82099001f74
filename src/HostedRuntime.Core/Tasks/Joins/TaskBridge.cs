using System.Runtime.CompilerServices;

namespace HostedRuntime.Tasks;

/// <summary>The outcome of a task as a .NET Task.</summary>
/// <remarks>
/// Built on the async method builder, not on TaskCompletionSource, because only the builder makes a cancelled Task that throws our own
/// <see cref="JoinCanceledException"/>.
/// </remarks>
internal sealed class TaskBridge<T> : ISoleJoiner
{
    private readonly JoinHandle _task;
    private readonly Func<JoinHandle, T> _result;
    private readonly Task<T> _outcome;
    private AsyncTaskMethodBuilder<T> _builder = AsyncTaskMethodBuilder<T>.Create();

    private TaskBridge(JoinHandle task, Func<JoinHandle, T> result)
    {
        _task = task;
        _result = result;
        // Before another thread can end it, because the builder creates its Task on first use and is not thread-safe in that.
        _outcome = _builder.Task;
    }

    public Task Outcome => _outcome;

    /// <summary>Returns the Task of the bridge that already joins the task, or of a new bridge.</summary>
    public static Task<T> Of(JoinHandle task, Func<JoinHandle, T> result)
    {
        var bridge = new TaskBridge<T>(task, result);
        if (task.GetOrJoin(bridge) is { } there)
            return Unsafe.As<TaskBridge<T>>(there)._outcome;
        _ = bridge.OnEnded();
        return bridge._outcome;
    }

    public bool OnEnded()
    {
        // Unless a context of a derived type is current, the BCL runs continuations inline on the thread that ends a Task.
        var previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(NoInlining.Instance);
        try
        {
            switch (_task.Status)
            {
                case JoinStatus.Completed:
                    _builder.SetResult(_result(_task));
                    break;
                case JoinStatus.Canceled:
                    _builder.SetException(new JoinCanceledException(_task));
                    break;
                default:
                    _builder.SetException(_task.Fault!.Observe());
                    break;
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
        }

        return true;
    }
}

/// <summary>A context that keeps the BCL from running foreign continuations inline on the thread where it is current.</summary>
internal sealed class NoInlining : SynchronizationContext
{
    public static readonly NoInlining Instance = new();
}
