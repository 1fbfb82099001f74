using Microsoft.Extensions.Logging;

namespace HostedRuntime.Cluster.Locks;

/// <summary>Makes locks over a backend.</summary>
internal sealed class ClusterLocks(ILockBackend backend, LeaseTable table, ClusterOptions options, TimeProvider clock, ILogger logger) : IClusterLocks
{
    public ClusterMutex Mutex(string name) => new(To(new LockKey(LockKind.Mutex, ClusterName.Check(name, "mutex"), 1)));

    public ClusterReaderWriterLock ReaderWriterLock(string name)
        => new(To(new LockKey(LockKind.ReaderWriter, ClusterName.Check(name, "reader-writer lock"), LockKey.AllReaders)));

    public ClusterSemaphore Semaphore(string name, int permits)
    {
        ClusterName.Check(name, "semaphore");
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        return new ClusterSemaphore(To(new LockKey(LockKind.Semaphore, name, permits)));
    }

    private LockCalls To(LockKey key) => new(key, backend, table, options, clock, logger);
}
