namespace HostedRuntime;

/// <summary>The state of a node.</summary>
public enum ClusterNodeState
{
    /// <summary>The node starts.</summary>
    Joining,

    /// <summary>The node takes jobs.</summary>
    Active,

    /// <summary>The node stops, and takes no new jobs.</summary>
    Stopping,

    /// <summary>The node has ended, or was taken for dead. It never comes back under this id.</summary>
    Dead,
}

/// <summary>A node of a cluster.</summary>
/// <param name="Id">The id. A node that starts again has a new one.</param>
/// <param name="Name">The name, which need not be unique: usually that of the machine.</param>
/// <param name="State">The state.</param>
public sealed record ClusterNode(string Id, string Name, ClusterNodeState State)
{
    /// <summary>The number of attempts of jobs that run on the node. Null if the node was not asked, or did not answer.</summary>
    public int? Jobs { get; init; }

    /// <summary>The number of leases that the node holds. Null if the node was not asked, or did not answer.</summary>
    public int? Locks { get; init; }
}
