using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>What <c>await handle</c> compiles to. The default value awaits nothing: using it throws <see cref="InvalidOperationException"/>.</summary>
public readonly struct JoinAwaiter : ICriticalNotifyCompletion
{
    private readonly JoinHandle? _task;

    /// <summary>Null when there was nothing to wait for.</summary>
    private readonly JoinWait? _wait;

    private JoinAwaiter(JoinHandle task, JoinWait? wait)
    {
        _task = task;
        _wait = wait;
    }

    internal JoinHandle Task => _task ?? throw NoTask();

    /// <summary>No constructor: one that calls others is built in a temporary, and the copy of it waits for both stores, 4 ns.</summary>
    internal static JoinAwaiter For(JoinHandle task)
    {
        var wait = task.IsEnded && Budget.TrySpend() ? null : JoinWait.For(task);
        return new JoinAwaiter(task, wait);
    }

    /// <summary>True once the task has ended, unless the running task spent what it may spend in one go: then its next await yields.</summary>
    public bool IsCompleted => _wait is null || (Task.IsEnded && Budget.IsLeft);

    /// <summary>Returns when the body completed.</summary>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    /// <exception cref="OperationCanceledException">The awaiting task was aborted while it waited.</exception>
    /// <exception cref="InvalidOperationException">The task has not ended: this awaiter does not block.</exception>
    public void GetResult()
    {
        _wait?.ThrowIfAborted();
        Task.ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Wait(continuation, ExecutionContext.Capture());

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Wait(continuation, null);

    private void Wait(Action continuation, ExecutionContext? flow) => (_wait ?? JoinWait.For(Task)).Start(continuation, flow);

    private static InvalidOperationException NoTask() => new("This awaiter is the default value and has no task. Take one with GetAwaiter() of a handle.");
}

/// <summary>What <c>await handle</c> compiles to. The default value awaits nothing: using it throws <see cref="InvalidOperationException"/>.</summary>
/// <typeparam name="T">What the body returns.</typeparam>
public readonly struct JoinAwaiter<T> : ICriticalNotifyCompletion
{
    private readonly JoinAwaiter _awaiter;

    internal JoinAwaiter(JoinHandle<T> task) => _awaiter = JoinAwaiter.For(task);

    /// <inheritdoc cref="JoinAwaiter.IsCompleted"/>
    public bool IsCompleted => _awaiter.IsCompleted;

    /// <summary>The value of a completed body.</summary>
    /// <returns>What the body returned.</returns>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    /// <exception cref="OperationCanceledException">The awaiting task was aborted while it waited.</exception>
    /// <exception cref="InvalidOperationException">The task has not ended: this awaiter does not block.</exception>
    public T GetResult()
    {
        _awaiter.GetResult();
        return Unsafe.As<JoinHandle<T>>(_awaiter.Task).Result!;
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => _awaiter.OnCompleted(continuation);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => _awaiter.UnsafeOnCompleted(continuation);
}
