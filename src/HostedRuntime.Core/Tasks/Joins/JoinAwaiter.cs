using System.Runtime.CompilerServices;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// The awaiter of <c>await handle</c>. The default value awaits nothing: using it throws <see cref="InvalidOperationException"/>.
/// </summary>
public readonly struct JoinAwaiter : ICriticalNotifyCompletion, IWaitAwaiter
{
    private readonly JoinHandle? _task;

    /// <summary>The wait; null if there was nothing to wait for.</summary>
    private readonly JoinWait? _wait;

    private JoinAwaiter(JoinHandle task, JoinWait? wait)
    {
        _task = task;
        _wait = wait;
    }

    PendingWait? IWaitAwaiter.Wait => _wait;

    internal JoinHandle Task => _task ?? throw NoTask();

    /// <summary>Creates an awaiter. Not a constructor, because a constructor that calls others costs 4 ns more (x64).</summary>
    /// <remarks>It is built in a temporary, and its copy waits for both stores.</remarks>
    internal static JoinAwaiter For(JoinHandle task)
    {
        var wait = task.IsEnded && Budget.TrySpend() ? null : JoinWait.For(task);
        return new JoinAwaiter(task, wait);
    }

    /// <summary>True if the task has ended and the calling task has budget left. Without budget the await yields.</summary>
    public bool IsCompleted => _wait is null || (Task.IsEnded && Budget.IsLeft);

    /// <summary>Returns if the body completed; otherwise throws.</summary>
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

/// <summary>
/// The awaiter of <c>await handle</c>. The default value awaits nothing: using it throws <see cref="InvalidOperationException"/>.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct JoinAwaiter<T> : ICriticalNotifyCompletion, IWaitAwaiter
{
    private readonly JoinAwaiter _awaiter;

    PendingWait? IWaitAwaiter.Wait => ((IWaitAwaiter)_awaiter).Wait;

    internal JoinAwaiter(JoinHandle<T> task) => _awaiter = JoinAwaiter.For(task);

    /// <inheritdoc cref="JoinAwaiter.IsCompleted"/>
    public bool IsCompleted => _awaiter.IsCompleted;

    /// <summary>Returns the result of a body that completed; otherwise throws.</summary>
    /// <returns>The result of the body.</returns>
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
