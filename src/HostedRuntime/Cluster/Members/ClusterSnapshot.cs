namespace HostedRuntime;

/// <summary>The nodes of a cluster at one moment, as one node sees them.</summary>
/// <param name="Version">Rises with each change of a node's state.</param>
/// <param name="Nodes">The nodes, ordered by id. Dead nodes are left out once the cluster has forgotten them.</param>
public sealed record ClusterSnapshot(long Version, IReadOnlyList<ClusterNode> Nodes);
