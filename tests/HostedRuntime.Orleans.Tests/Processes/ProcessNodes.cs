using HostedRuntime.Tests.Nodes;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>Three nodes as processes, with a real store that is ended with the test.</summary>
internal sealed class ProcessNodes : IAsyncDisposable
{
    private ProcessNodes(IStoreServer store)
    {
        Store = store;
        Cluster = new NodeCluster(store.Store);
    }

    public IStoreServer Store { get; }

    public NodeCluster Cluster { get; }

    /// <summary>Starts store and nodes. Skips the test, with the reason, if the machine lacks something.</summary>
    public static async Task<ProcessNodes> StartAsync(StoreKind kind, int nodes = 3, Func<NodeSettings, NodeSettings>? configure = null)
    {
        Assert.SkipWhen(StoreServers.MissingFor(kind) is not null, StoreServers.MissingFor(kind) ?? "");
        var store = StoreServers.Create(kind);
        await store.StartAsync();
        var started = new ProcessNodes(store);
        if (configure is not null)
            started.Cluster.Configure = configure;
        await started.Cluster.StartAsync(nodes);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Store.DisposeAsync();
    }
}
