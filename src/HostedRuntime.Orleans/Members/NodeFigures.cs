namespace HostedRuntime.Cluster.Grains;

/// <summary>Asks the nodes of a snapshot for their figures.</summary>
internal static class NodeFigures
{
    public static async Task<ClusterSnapshot> AddToAsync(ClusterSnapshot snapshot, IGrainFactory grains, CancellationToken ct)
    {
        var asked = snapshot.Nodes.Select(node => node.State == ClusterNodeState.Active ? AskAsync(node, grains) : Task.FromResult(node));
        return snapshot with { Nodes = await Task.WhenAll(asked).WaitAsync(ct).ConfigureAwait(false) };
    }

    public static ClusterNodeState StateOf(SiloStatus status) => status switch
    {
        SiloStatus.Active => ClusterNodeState.Active,
        SiloStatus.ShuttingDown or SiloStatus.Stopping => ClusterNodeState.Stopping,
        SiloStatus.Dead => ClusterNodeState.Dead,
        _ => ClusterNodeState.Joining,
    };

    private static async Task<ClusterNode> AskAsync(ClusterNode node, IGrainFactory grains)
    {
        try
        {
            var counts = await grains.GetGrain<INodeGrain>(node.Id).GetCountsAsync().ConfigureAwait(false);
            return node with { Jobs = counts.Jobs, Locks = counts.Locks };
        }
        catch (Exception)
        {
            // It did not answer in time, and so has no figures.
            return node;
        }
    }
}
