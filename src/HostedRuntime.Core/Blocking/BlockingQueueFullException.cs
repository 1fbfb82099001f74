namespace HostedRuntime;

/// <summary>
/// Thrown if a blocking task is refused because every thread of the pool is busy and as many tasks wait as
/// <see cref="RuntimeOptions.BlockingQueueLimit"/> allows.
/// </summary>
public sealed class BlockingQueueFullException : Exception
{
    /// <summary>Initializes the exception with a default message.</summary>
    public BlockingQueueFullException() : this("The queue of the blocking pool is full.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    /// <param name="message">The error message.</param>
    public BlockingQueueFullException(string message) : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and a cause.</summary>
    /// <param name="message">The error message.</param>
    /// <param name="innerException">The cause.</param>
    public BlockingQueueFullException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal BlockingQueueFullException(string runtime, int threads, int limit)
        : base($"The blocking pool of runtime '{runtime}' is full: all of its {threads} threads are busy, and {limit} tasks wait, as many as BlockingQueueLimit allows."
            + " Await SpawnBlockingAsync, which waits for room; or raise MaxBlockingThreads or BlockingQueueLimit.")
    {
        Limit = limit;
    }

    /// <summary>The limit that was reached, which is the number of blocking tasks that may wait for a thread.</summary>
    public int Limit { get; }
}
