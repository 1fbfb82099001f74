using HostedRuntime.Cluster.Locks;

namespace HostedRuntime;

/// <summary>The possession of a lock until it is disposed or lost. Renewed in the background. Any thread.</summary>
/// <remarks>
/// A process that was suspended cannot know that its lease has expired before it runs again. So a store that must not get writes of an old
/// holder has to check <see cref="Fence"/>, and refuse a number below the highest that it has seen.
/// </remarks>
public sealed class ClusterLease : IAsyncDisposable
{
    private readonly LeaseKeeper _keeper;

    internal ClusterLease(LeaseKeeper keeper) => _keeper = keeper;

    /// <summary>The name of the lock.</summary>
    public string Name => _keeper.Key.Name;

    /// <summary>The number of this grant. It rises with each grant of the lock, over all nodes and restarts.</summary>
    public long Fence => _keeper.Fence;

    /// <summary>
    /// Fires before the lease expires, if it could not be renewed in time. Work under the lock has to stop then. Does not fire at a
    /// release.
    /// </summary>
    /// <remarks>
    /// The margin is a sixth of <see cref="ClusterOptions.LockTimeToLive"/>, counted on the monotonic clock of this node from the start of
    /// the latest renewal that succeeded.
    /// </remarks>
    public CancellationToken Lost => _keeper.Lost;

    /// <summary>
    /// Whether the lock is held at this moment. It reads the clock, so it is right even if <see cref="Lost"/> has had no time to fire.
    /// </summary>
    /// <value>True until the lease is released or lost; otherwise false.</value>
    public bool IsHeld => _keeper.IsHeld;

    /// <summary>Releases the lock. If no node answers, the lease expires by itself.</summary>
    /// <returns>A task that completes when the lock is released, or when the call has failed.</returns>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();
}
