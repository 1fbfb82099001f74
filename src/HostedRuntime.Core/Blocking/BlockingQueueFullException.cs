namespace HostedRuntime;

/// <summary>
/// A blocking task was refused: every thread of the pool is busy, and as many tasks wait as <see cref="RuntimeOptions.BlockingQueueLimit"/>
/// allows.
/// </summary>
public sealed class BlockingQueueFullException : Exception
{
    /// <summary>Makes one without a runtime.</summary>
    public BlockingQueueFullException() : this("The queue of the blocking pool is full.")
    {
    }

    /// <summary>Makes one without a runtime.</summary>
    /// <param name="message">What happened.</param>
    public BlockingQueueFullException(string message) : base(message)
    {
    }

    /// <summary>Makes one without a runtime.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public BlockingQueueFullException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal BlockingQueueFullException(string runtime, int threads, int limit)
        : base($"The blocking pool of runtime '{runtime}' is full: all of its {threads} threads are busy, and {limit} tasks wait, as many as BlockingQueueLimit allows."
            + " Await SpawnBlockingAsync, which waits for room; or raise MaxBlockingThreads or BlockingQueueLimit.")
    {
        Limit = limit;
    }

    /// <summary>The limit that was reached: how many blocking tasks may wait for a thread.</summary>
    public int Limit { get; }
}
