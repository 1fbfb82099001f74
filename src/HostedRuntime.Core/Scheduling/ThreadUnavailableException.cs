namespace HostedRuntime;

/// <summary>
/// The system gave no thread to a runtime that cannot start without it. The runtime is as it was before the call, and the call can be made
/// again. A runtime that runs needs no further thread to go on or to end, and does not throw this.
/// </summary>
public sealed class ThreadUnavailableException : Exception
{
    /// <summary>Makes one without a thread.</summary>
    public ThreadUnavailableException() : this("The system has no thread left for the runtime.")
    {
    }

    /// <summary>Makes one without a thread.</summary>
    /// <param name="message">What happened.</param>
    public ThreadUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Makes one without a thread.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public ThreadUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal ThreadUnavailableException(string purpose, string? thread)
        : base($"The system has no thread left for {purpose} (thread '{thread}'). Nothing was changed, and the call can be made again."
            + " Raise the limit of threads (ulimit -u, the pids limit of the container) or set fewer WorkerThreads.")
    {
    }
}
