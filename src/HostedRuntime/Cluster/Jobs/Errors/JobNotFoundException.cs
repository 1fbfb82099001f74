namespace HostedRuntime;

/// <summary>Thrown if no job has the id, or if its result is no longer kept.</summary>
public sealed class JobNotFoundException : Exception
{
    /// <summary>Creates an exception that names no job.</summary>
    public JobNotFoundException() : this("There is no such job.")
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    public JobNotFoundException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that names no job.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public JobNotFoundException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal static JobNotFoundException Of(string job)
        => new($"There is no job '{job}': it was never spawned, or its result is no longer kept, see JobOptions.ResultRetention.") { JobId = job };

    /// <summary>The id that was asked for.</summary>
    /// <value>Null if the exception names no job.</value>
    public string? JobId { get; private init; }
}
