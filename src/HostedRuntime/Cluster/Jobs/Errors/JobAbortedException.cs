namespace HostedRuntime;

/// <summary>Thrown by a join if the job was aborted before it had a result.</summary>
public sealed class JobAbortedException : OperationCanceledException
{
    /// <summary>Creates an exception that names no job.</summary>
    public JobAbortedException() : this("A job was aborted.")
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    public JobAbortedException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JobAbortedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal JobAbortedException(string message, string job) : base(message) => JobId = job;

    /// <summary>The id of the job.</summary>
    /// <value>Null if the exception names no job.</value>
    public string? JobId { get; }
}
