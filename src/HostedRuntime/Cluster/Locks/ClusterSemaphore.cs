using HostedRuntime.Cluster.Locks;

namespace HostedRuntime;

/// <summary>
/// A semaphore shared by all nodes, from <see cref="IClusterLocks"/>. Waiters are served in the order of their calls. Any thread.
/// </summary>
public sealed class ClusterSemaphore
{
    private readonly LockCalls _calls;

    internal ClusterSemaphore(LockCalls calls) => _calls = calls;

    /// <summary>The name.</summary>
    public string Name => _calls.Key.Name;

    /// <summary>The number of permits.</summary>
    public int Permits => _calls.Key.Capacity;

    /// <summary>Waits until this caller holds a permit.</summary>
    /// <inheritdoc cref="ClusterMutex.AcquireAsync"/>
    /// <exception cref="InvalidOperationException">The permits are held under another number of permits.</exception>
    public Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken = default) => _calls.AcquireAsync(1, cancellationToken);

    /// <summary>Waits until this caller holds a permit, but not longer than a limit.</summary>
    /// <inheritdoc cref="ClusterMutex.TryAcquireAsync"/>
    /// <exception cref="InvalidOperationException">The permits are held under another number of permits.</exception>
    public Task<ClusterLease?> TryAcquireAsync(TimeSpan wait, CancellationToken cancellationToken = default) => _calls.TryAcquireAsync(1, wait, cancellationToken);
}
