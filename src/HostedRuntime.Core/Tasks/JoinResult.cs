using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime;

/// <summary>How a task ended.</summary>
public enum JoinStatus : byte
{
    /// <summary>The body returned.</summary>
    Completed,

    /// <summary>The task was aborted before it started, or its body ended in an <see cref="OperationCanceledException"/> after its own token fired.</summary>
    Canceled,

    /// <summary>The body threw.</summary>
    Faulted,
}

/// <summary>The outcome of a task as a value.</summary>
public readonly struct JoinResult
{
    private readonly JoinHandle _task;

    internal JoinResult(JoinHandle task)
    {
        _task = task;
        task.Fault?.Observe();
    }

    /// <summary>How the task ended.</summary>
    public JoinStatus Status => _task.Status;

    /// <summary>The task's <see cref="JoinHandle.Id"/>.</summary>
    public long TaskId => _task.Id;

    /// <summary>What the body threw when <see cref="Status"/> is <see cref="JoinStatus.Faulted"/>; else null.</summary>
    public Exception? Exception => _task.Fault?.Observe();

    /// <summary>Throws what <c>await handle</c> would throw.</summary>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    public void ThrowIfFailed() => _task.ThrowIfFailed();
}

/// <summary>The outcome of a task as a value.</summary>
/// <typeparam name="T">What the body returns.</typeparam>
public readonly struct JoinResult<T>
{
    private readonly JoinHandle<T> _task;

    internal JoinResult(JoinHandle<T> task)
    {
        _task = task;
        task.Fault?.Observe();
    }

    internal JoinHandle<T> Task => _task;

    /// <inheritdoc cref="JoinResult.Status"/>
    public JoinStatus Status => _task.Status;

    /// <inheritdoc cref="JoinResult.TaskId"/>
    public long TaskId => _task.Id;

    /// <inheritdoc cref="JoinResult.Exception"/>
    public Exception? Exception => _task.Fault?.Observe();

    /// <summary>What the body returned; throws what <c>await handle</c> would throw.</summary>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    public T Value
    {
        get
        {
            _task.ThrowIfFailed();
            return _task.Result!;
        }
    }

    /// <summary>The value of a completed task.</summary>
    /// <param name="value">What the body returned.</param>
    /// <returns>False when the task was cancelled or faulted.</returns>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = _task.Result;
        return Status == JoinStatus.Completed;
    }
}
