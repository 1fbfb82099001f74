namespace HostedRuntime;

/// <summary>The nodes of a cluster, or the only node if there is none. Any thread.</summary>
public interface IClusterMembership
{
    /// <summary>The id of this node. A node that starts again has a new id.</summary>
    string Node { get; }

    /// <summary>Reads the nodes and asks each for its figures.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The nodes at this moment. A node that did not answer in time has no figures.</returns>
    /// <exception cref="ClusterUnavailableException">No node answered within <see cref="ClusterOptions.StoreTimeout"/>.</exception>
    Task<ClusterSnapshot> CaptureAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns the nodes as they are now, and again after each change of a node's state. The figures are not asked for.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>Snapshots with rising versions. A slow reader misses those in between. It ends when this node ends.</returns>
    IAsyncEnumerable<ClusterSnapshot> WatchAsync(CancellationToken cancellationToken = default);
}
