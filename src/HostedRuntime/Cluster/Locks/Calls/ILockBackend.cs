namespace HostedRuntime.Cluster.Locks;

/// <summary>Where locks are kept: in this process, or on the nodes of a cluster. Every call ends within a limit of its own.</summary>
/// <remarks>If a node or a store does not answer in time, each call throws <see cref="ClusterUnavailableException"/>.</remarks>
internal interface ILockBackend
{
    /// <summary>The id of this node, as it is stored with a lease.</summary>
    string Node { get; }

    /// <returns>The grant, or null if the limit of the wait is over.</returns>
    Task<LockGrant?> AcquireAsync(LockKey key, LockRequest request, TimeSpan wait, CancellationToken ct);

    /// <returns>True if the lease is held for another time to live; otherwise false.</returns>
    Task<bool> RenewAsync(LockKey key, long fence);

    Task ReleaseAsync(LockKey key, long fence);

    /// <summary>Ends a request, and the grant that it may have got meanwhile.</summary>
    Task CancelAsync(LockKey key, Guid request);
}
