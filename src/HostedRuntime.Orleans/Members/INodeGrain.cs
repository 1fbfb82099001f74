namespace HostedRuntime.Cluster.Grains;

/// <summary>One node. The key is the address of its silo, and the grain is always placed there.</summary>
[Alias("HostedRuntime.Node")]
internal interface INodeGrain : IGrainWithStringKey
{
    /// <returns>The wire names of the jobs that the node can run.</returns>
    [Alias("Names")]
    [ResponseTimeout("00:00:10")]
    Task<string[]> GetNamesAsync();

    /// <summary>Starts an attempt. A repeated call for an attempt that runs changes nothing.</summary>
    /// <returns>The admission, as its number.</returns>
    [Alias("Start")]
    [ResponseTimeout("00:00:10")]
    Task<int> StartAsync(string job);

    [Alias("Runs")]
    [ResponseTimeout("00:00:10")]
    Task<bool> RunsAsync(string id, int attempt);

    [Alias("Cancel")]
    [ResponseTimeout("00:00:10")]
    Task CancelAsync(string id, int attempt);

    [Alias("Counts")]
    [ResponseTimeout("00:00:05")]
    Task<NodeCounts> GetCountsAsync();
}

/// <summary>The figures of a node.</summary>
[GenerateSerializer]
[Immutable]
[Alias("HostedRuntime.NodeCounts")]
internal readonly record struct NodeCounts([property: Id(0)] int Jobs, [property: Id(1)] int Locks);
