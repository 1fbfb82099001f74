namespace HostedRuntime.Tests.Cluster;

/// <summary>A cluster for all tests that end no node.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private ClusterNodes? _nodes;

    internal ClusterNodes Nodes => _nodes!;

    public async ValueTask InitializeAsync() => _nodes = await ClusterNodes.StartAsync();

    public ValueTask DisposeAsync() => _nodes?.DisposeAsync() ?? ValueTask.CompletedTask;
}

[CollectionDefinition(Name)]
public sealed class SharedClusterDefinition : ICollectionFixture<SharedCluster>
{
    public const string Name = "cluster";
}

/// <summary>The shared cluster as the nodes of one test, which leaves it running.</summary>
internal sealed class BorrowedNodes(TestNodes nodes) : TestNodes
{
    public override IReadOnlyList<IServiceProvider> Running => nodes.Running;

    public override Task<string> NodeOfChannelAsync(string name) => nodes.NodeOfChannelAsync(name);

    public override Task StopAsync(string node) => throw new NotSupportedException("Other tests use this cluster.");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
