using HostedRuntime.Cluster.Locks;

namespace HostedRuntime;

/// <summary>
/// A reader-writer lock shared by all nodes, from <see cref="IClusterLocks"/>: many readers or one writer. A writer in line holds back
/// later readers. Any thread.
/// </summary>
public sealed class ClusterReaderWriterLock
{
    private readonly LockCalls _calls;

    internal ClusterReaderWriterLock(LockCalls calls) => _calls = calls;

    /// <summary>The name.</summary>
    public string Name => _calls.Key.Name;

    /// <summary>Waits until this caller holds the lock as one of its readers.</summary>
    /// <inheritdoc cref="ClusterMutex.AcquireAsync"/>
    public Task<ClusterLease> AcquireReadAsync(CancellationToken cancellationToken = default) => _calls.AcquireAsync(1, cancellationToken);

    /// <summary>Waits until this caller holds the lock as its only writer.</summary>
    /// <inheritdoc cref="ClusterMutex.AcquireAsync"/>
    public Task<ClusterLease> AcquireWriteAsync(CancellationToken cancellationToken = default) => _calls.AcquireAsync(LockKey.AllReaders, cancellationToken);

    /// <summary>Waits until this caller holds the lock as one of its readers, but not longer than a limit.</summary>
    /// <inheritdoc cref="ClusterMutex.TryAcquireAsync"/>
    public Task<ClusterLease?> TryAcquireReadAsync(TimeSpan wait, CancellationToken cancellationToken = default) => _calls.TryAcquireAsync(1, wait, cancellationToken);

    /// <summary>Waits until this caller holds the lock as its only writer, but not longer than a limit.</summary>
    /// <inheritdoc cref="ClusterMutex.TryAcquireAsync"/>
    public Task<ClusterLease?> TryAcquireWriteAsync(TimeSpan wait, CancellationToken cancellationToken = default) => _calls.TryAcquireAsync(LockKey.AllReaders, wait, cancellationToken);
}
