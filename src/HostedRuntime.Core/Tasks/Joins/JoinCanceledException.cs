namespace HostedRuntime;

/// <summary>Thrown if an awaited task was cancelled. A cancellation of the waiting code itself does not throw it.</summary>
public sealed class JoinCanceledException : OperationCanceledException
{
    /// <summary>Creates an exception that names no task.</summary>
    public JoinCanceledException() : this("The task was cancelled.")
    {
    }

    /// <summary>Creates an exception that names no task.</summary>
    /// <param name="message">The message.</param>
    public JoinCanceledException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no task.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JoinCanceledException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal JoinCanceledException(JoinHandle task)
        : base(task.Name is null ? $"Task {task.Id} was cancelled." : $"Task '{task.Name}' ({task.Id}) was cancelled.")
    {
        TaskId = task.Id;
        TaskName = task.Name;
    }

    /// <summary>The <see cref="JoinHandle.Id"/> of the cancelled task.</summary>
    public long TaskId { get; }

    /// <summary>The <see cref="JoinHandle.Name"/> of the cancelled task.</summary>
    public string? TaskName { get; }
}
