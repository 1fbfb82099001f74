using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime;

/// <summary>How a task ended.</summary>
public enum JoinStatus : byte
{
    /// <summary>The body returned.</summary>
    Completed,

    /// <summary>
    /// The task was aborted before it started, or its body ended in an <see cref="OperationCanceledException"/> after its own token fired.
    /// </summary>
    Canceled,

    /// <summary>The body threw.</summary>
    Faulted,
}

/// <summary>The outcome of a task as a value.</summary>
/// <remarks>The default value is no outcome: each of its members throws <see cref="InvalidOperationException"/>.</remarks>
public readonly struct JoinResult
{
    private readonly JoinHandle? _task;

    internal JoinResult(JoinHandle task)
    {
        _task = task;
        task.Fault?.Observe();
    }

    private JoinHandle Task => _task ?? throw NoOutcome();

    /// <summary>How the task ended.</summary>
    public JoinStatus Status => Task.Status;

    /// <summary>The task's <see cref="JoinHandle.Id"/>.</summary>
    public long TaskId => Task.Id;

    /// <summary>What the body threw when <see cref="Status"/> is <see cref="JoinStatus.Faulted"/>; else null.</summary>
    public Exception? Exception => Task.Fault?.Observe();

    /// <summary>Throws what <c>await handle</c> would throw.</summary>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    public void ThrowIfFailed() => Task.ThrowIfFailed();

    internal static InvalidOperationException NoOutcome()
        => new("This JoinResult is the default value, not the outcome of a task. Take one from JoinAsync, from a JoinSet or from a JoinMap.");
}

/// <summary>The outcome of a task as a value.</summary>
/// <typeparam name="T">What the body returns.</typeparam>
/// <remarks>The default value is no outcome: each of its members throws <see cref="InvalidOperationException"/>.</remarks>
public readonly struct JoinResult<T>
{
    private readonly JoinHandle<T>? _task;

    internal JoinResult(JoinHandle<T> task)
    {
        _task = task;
        task.Fault?.Observe();
    }

    internal JoinHandle<T> Task => _task ?? throw JoinResult.NoOutcome();

    /// <inheritdoc cref="JoinResult.Status"/>
    public JoinStatus Status => Task.Status;

    /// <inheritdoc cref="JoinResult.TaskId"/>
    public long TaskId => Task.Id;

    /// <inheritdoc cref="JoinResult.Exception"/>
    public Exception? Exception => Task.Fault?.Observe();

    /// <summary>What the body returned; throws what <c>await handle</c> would throw.</summary>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    public T Value
    {
        get
        {
            Task.ThrowIfFailed();
            return Task.Result!;
        }
    }

    /// <summary>The value of a completed task.</summary>
    /// <param name="value">What the body returned.</param>
    /// <returns>False when the task was cancelled or faulted.</returns>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = Task.Result;
        return Status == JoinStatus.Completed;
    }
}
