namespace HostedRuntime;

/// <summary>Thrown by a join if the job failed: its body threw, its deadline passed, or its last attempt was lost.</summary>
public sealed class JobFailedException : Exception
{
    /// <summary>Creates an exception that names no job.</summary>
    public JobFailedException() : this("A job failed.")
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    public JobFailedException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JobFailedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal JobFailedException(string message, string job, IReadOnlyList<JobFailure> failures) : base(message)
    {
        JobId = job;
        Failures = failures;
    }

    /// <summary>The id of the job.</summary>
    /// <value>Null if the exception names no job.</value>
    public string? JobId { get; }

    /// <summary>The causes, one for each attempt that failed, oldest first.</summary>
    public IReadOnlyList<JobFailure> Failures { get; } = [];
}
