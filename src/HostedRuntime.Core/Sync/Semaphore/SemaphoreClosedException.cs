namespace HostedRuntime.Sync;

/// <summary>Thrown to current and later callers of a closed semaphore, which grants no more permits.</summary>
public sealed class SemaphoreClosedException : InvalidOperationException
{
    /// <summary>Creates the exception with a default message.</summary>
    public SemaphoreClosedException()
        : this("The AsyncSemaphore was closed and gives no more permits. Close() is final: whoever closes it has to end, or to turn away, those who acquire.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">The message.</param>
    public SemaphoreClosedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public SemaphoreClosedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
