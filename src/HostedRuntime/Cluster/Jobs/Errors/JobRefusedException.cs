namespace HostedRuntime;

/// <summary>Thrown by a spawn that stored nothing, because the job cannot be accepted.</summary>
public sealed class JobRefusedException : Exception
{
    /// <summary>Creates an exception that names no job.</summary>
    public JobRefusedException() : this("A job was refused.")
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    public JobRefusedException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JobRefusedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal JobRefusedException(JobRefusal refusal, string message, string? job = null, Exception? innerException = null) : base(message, innerException)
    {
        Refusal = refusal;
        JobId = job;
    }

    /// <summary>The reason.</summary>
    /// <value><see cref="JobRefusal.UnknownName"/> unless the spawn says otherwise.</value>
    public JobRefusal Refusal { get; }

    /// <summary>The id of the job.</summary>
    /// <value>Null if the exception names no job.</value>
    public string? JobId { get; }
}
