using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>
/// Aborts a task and shows whether it has ended. Keeps neither the result nor the closure of the task alive. Thread-safe.
/// </summary>
/// <remarks>The default value is the handle of no task: finished, with the id 0, and nothing to abort.</remarks>
public readonly struct AbortHandle
{
    private readonly TaskControl? _control;

    internal AbortHandle(TaskControl control) => _control = control;

    /// <summary>The task's <see cref="JoinHandle.Id"/>.</summary>
    public long TaskId => _control?.Id ?? 0;

    /// <inheritdoc cref="JoinHandle.IsFinished"/>
    public bool IsFinished => _control?.Task?.IsEnded ?? true;

    /// <inheritdoc cref="JoinHandle.Abort"/>
    public void Abort() => _control?.Task?.AbortTask();
}

/// <summary>Aborts a task and waits for its end when disposed. The default value has no task, and does nothing.</summary>
public readonly struct AbortOnDispose : IAsyncDisposable
{
    private readonly JoinHandle? _task;

    internal AbortOnDispose(JoinHandle task) => _task = task;

    /// <summary>
    /// Aborts the task and waits until its body has ended. A fault of the task counts as observed and is not thrown.
    /// </summary>
    /// <returns>The wait.</returns>
    /// <remarks>
    /// An abort of the calling task does not cut this wait short, or the other task could outlive it. The abort ends the caller's next
    /// wait.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        if (_task is null)
            return;
        _task.Abort();
        await JoinWait<JoinResult>.StartShielded(_task, static task => new JoinResult(task));
    }
}
