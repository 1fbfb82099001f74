using HostedRuntime.Cluster.Locks;

namespace HostedRuntime;

/// <summary>A mutex shared by all nodes, from <see cref="IClusterLocks"/>. It is not reentrant. Any thread.</summary>
public sealed class ClusterMutex
{
    private readonly LockCalls _calls;

    internal ClusterMutex(LockCalls calls) => _calls = calls;

    /// <summary>The name.</summary>
    public string Name => _calls.Key.Name;

    /// <summary>Waits until this caller holds the lock.</summary>
    /// <param name="cancellationToken">Gives up the place in line.</param>
    /// <returns>The lease. Dispose it to release the lock.</returns>
    /// <exception cref="ClusterUnavailableException">No node answered for <see cref="ClusterOptions.UnavailableTimeout"/>.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken = default) => _calls.AcquireAsync(1, cancellationToken);

    /// <summary>Waits until this caller holds the lock, but not longer than a limit.</summary>
    /// <param name="wait">The limit, from 0. A limit of 0 tries once.</param>
    /// <param name="cancellationToken">Gives up the place in line.</param>
    /// <returns>The lease, or null if the limit was over before. Dispose the lease to release the lock.</returns>
    /// <exception cref="ClusterUnavailableException">
    /// No node answered for <see cref="ClusterOptions.StoreTimeout"/> after the limit, or for
    /// <see cref="ClusterOptions.UnavailableTimeout"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public Task<ClusterLease?> TryAcquireAsync(TimeSpan wait, CancellationToken cancellationToken = default) => _calls.TryAcquireAsync(1, wait, cancellationToken);
}
