using System.Runtime.CompilerServices;

namespace HostedRuntime.Tasks;

/// <summary>
/// A handle's outcome as a BCL Task. Built on the async method builder, not on TaskCompletionSource: only it makes a cancelled
/// Task that throws our own <see cref="JoinCanceledException"/>.
/// </summary>
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
        // Before anyone can end it: the builder makes its Task on first use and is not thread-safe in that.
        _outcome = _builder.Task;
    }

    /// <summary>The Task of the bridge that waits for the task already, or of a new one.</summary>
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
        // The BCL inlines continuations into the thread that ends a Task unless a context of a derived type is current there.
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

/// <summary>Marks a thread as no place to run foreign continuations inline.</summary>
internal sealed class NoInlining : SynchronizationContext
{
    public static readonly NoInlining Instance = new();
}
