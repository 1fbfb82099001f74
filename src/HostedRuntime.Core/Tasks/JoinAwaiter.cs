using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>What <c>await handle</c> compiles to.</summary>
public readonly struct JoinAwaiter : ICriticalNotifyCompletion
{
    private readonly JoinHandle _task;

    internal JoinAwaiter(JoinHandle task) => _task = task;

    /// <summary>True once the task has ended.</summary>
    public bool IsCompleted => _task.IsEnded;

    /// <summary>Returns when the body completed.</summary>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The task has not ended: this awaiter does not block.</exception>
    public void GetResult() => _task.ThrowIfFailed();

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => ContinuationJoiner.Join(_task, continuation, ExecutionContext.Capture());

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => ContinuationJoiner.Join(_task, continuation, null);
}

/// <summary>What <c>await handle</c> compiles to.</summary>
/// <typeparam name="T">What the body returns.</typeparam>
public readonly struct JoinAwaiter<T> : ICriticalNotifyCompletion
{
    private readonly JoinHandle<T> _task;

    internal JoinAwaiter(JoinHandle<T> task) => _task = task;

    /// <summary>True once the task has ended.</summary>
    public bool IsCompleted => _task.IsEnded;

    /// <summary>The value of a completed body.</summary>
    /// <returns>What the body returned.</returns>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The task has not ended: this awaiter does not block.</exception>
    public T GetResult()
    {
        _task.ThrowIfFailed();
        return _task.Result!;
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => ContinuationJoiner.Join(_task, continuation, ExecutionContext.Capture());

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => ContinuationJoiner.Join(_task, continuation, null);
}
