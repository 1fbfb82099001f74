namespace HostedRuntime;

/// <summary>
/// Thrown by a join if the node of an AtMostOnce job has died or stopped. Whether the body has ended is unknown, and it never runs again.
/// </summary>
public sealed class JobLostException : Exception
{
    /// <summary>Creates an exception that names no job.</summary>
    public JobLostException() : this("A job was lost.")
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    public JobLostException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JobLostException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal JobLostException(string message, string job, IReadOnlyList<JobFailure> failures) : base(message)
    {
        JobId = job;
        Failures = failures;
    }

    /// <summary>The id of the job.</summary>
    /// <value>Null if the exception names no job.</value>
    public string? JobId { get; }

    /// <summary>Why the job counts as lost, by attempt.</summary>
    public IReadOnlyList<JobFailure> Failures { get; } = [];
}
