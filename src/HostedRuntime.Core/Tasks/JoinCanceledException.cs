namespace HostedRuntime;

/// <summary>The task that was awaited was aborted. Not the waiter's own cancellation.</summary>
public sealed class JoinCanceledException : OperationCanceledException
{
    /// <summary>Makes one without a task.</summary>
    public JoinCanceledException() : this("The task was cancelled.")
    {
    }

    /// <summary>Makes one without a task.</summary>
    /// <param name="message">What happened.</param>
    public JoinCanceledException(string message) : base(message)
    {
    }

    /// <summary>Makes one without a task.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
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
