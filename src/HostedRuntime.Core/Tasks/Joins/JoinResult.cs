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
/// <remarks>The default value is not an outcome: each of its members throws <see cref="InvalidOperationException"/>.</remarks>
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

    /// <summary>The exception of the body if <see cref="Status"/> is <see cref="JoinStatus.Faulted"/>; otherwise null.</summary>
    public Exception? Exception => Task.Fault?.Observe();

    /// <summary>Throws the exception that <c>await handle</c> would throw, if any.</summary>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    public void ThrowIfFailed() => Task.ThrowIfFailed();

    internal static InvalidOperationException NoOutcome()
        => new("This JoinResult is the default value, not the outcome of a task. Take one from JoinAsync, from a JoinSet or from a JoinMap.");
}

/// <summary>The outcome of a task as a value.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <remarks>The default value is not an outcome: each of its members throws <see cref="InvalidOperationException"/>.</remarks>
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

    /// <summary>The result of the body. If there is none, throws the exception that <c>await handle</c> would throw.</summary>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    public T Value
    {
        get
        {
            Task.ThrowIfFailed();
            return Task.Result!;
        }
    }

    /// <summary>Gets the result of the body if the task completed.</summary>
    /// <param name="value">The result of the body.</param>
    /// <returns>True if the task completed; false if it was cancelled or faulted.</returns>
    public bool TryGetValue([MaybeNullWhen(false)] out T value)
    {
        value = Task.Result;
        return Status == JoinStatus.Completed;
    }
}
