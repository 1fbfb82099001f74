namespace HostedRuntime.Tests.Cluster;

/// <summary>Tests over three silos of their own, because each one ends silos or disturbs the store.</summary>
public abstract class OwnClusterTests : IAsyncLifetime
{
    /// <summary>The longest time of a test, in milliseconds: a bug must not let it wait for ever.</summary>
    protected const int Limit = 180_000;

    private ClusterNodes? _nodes;

    private protected ClusterNodes Nodes => _nodes!;

    public async ValueTask InitializeAsync() => _nodes = await ClusterNodes.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _nodes?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
