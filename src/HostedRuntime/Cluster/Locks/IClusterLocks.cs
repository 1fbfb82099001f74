namespace HostedRuntime;

/// <summary>Locks with names, shared by all nodes. Any thread.</summary>
/// <remarks>
/// <para>A lock is held by a lease: <see cref="ClusterLease"/> renews it at a third of <see cref="ClusterOptions.LockTimeToLive"/>. If the
/// holder dies, the lease expires, and the next waiter gets the lock.</para>
/// <para>Without a cluster the locks are of this process.</para>
/// </remarks>
public interface IClusterLocks
{
    /// <summary>Returns the mutex of that name. It has one holder at a time.</summary>
    /// <param name="name">The name: 1 to 256 characters. Mutexes, reader-writer locks and semaphores have separate names.</param>
    /// <returns>The mutex. It is cheap, and holds nothing by itself.</returns>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    ClusterMutex Mutex(string name);

    /// <summary>Returns the reader-writer lock of that name. Waiters are served in the order of their calls.</summary>
    /// <param name="name">The name: 1 to 256 characters.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    ClusterReaderWriterLock ReaderWriterLock(string name);

    /// <summary>Returns the semaphore of that name.</summary>
    /// <param name="name">The name: 1 to 256 characters.</param>
    /// <param name="permits">The number of permits, at least 1. All nodes must give the same number.</param>
    /// <returns>The semaphore.</returns>
    /// <exception cref="ArgumentException">The name or the number is not allowed.</exception>
    ClusterSemaphore Semaphore(string name, int permits);
}
