namespace HostedRuntime;

/// <summary>
/// Thrown if the system has no thread for a runtime that cannot start without it. The runtime is unchanged, and the call can be repeated. A
/// runtime that has started needs no further thread to go on or to end, and never throws this.
/// </summary>
public sealed class ThreadUnavailableException : Exception
{
    /// <summary>Initializes the exception with a default message.</summary>
    public ThreadUnavailableException() : this("The system has no thread left for the runtime.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    /// <param name="message">The error message.</param>
    public ThreadUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and a cause.</summary>
    /// <param name="message">The error message.</param>
    /// <param name="innerException">The cause.</param>
    public ThreadUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal ThreadUnavailableException(string purpose, string? thread)
        : base($"The system has no thread left for {purpose} (thread '{thread}'). Nothing was changed, and the call can be made again."
            + " Raise the limit of threads (ulimit -u, the pids limit of the container) or set fewer WorkerThreads.")
    {
    }
}
