namespace HostedRuntime.Sync;

/// <summary>A semaphore was closed: it gives no more permits, to those who wait now and to those who ask later.</summary>
public sealed class SemaphoreClosedException : InvalidOperationException
{
    /// <summary>Makes one.</summary>
    public SemaphoreClosedException()
        : this("The AsyncSemaphore was closed and gives no more permits. Close() is final: whoever closes it has to end, or to turn away, those who acquire.")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    public SemaphoreClosedException(string message) : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public SemaphoreClosedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
