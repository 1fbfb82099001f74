namespace HostedRuntime.Tests.Cluster;

/// <summary>The base of all contracts. A derived class of each form makes the nodes.</summary>
public abstract class ContractTests : IAsyncLifetime
{
    /// <summary>The time limit of a test in milliseconds. Only a test that hangs exceeds it.</summary>
    protected const int Limit = 120_000;

    private TestNodes? _nodes;

    protected TestNodes Nodes => _nodes!;

    public async ValueTask InitializeAsync() => _nodes = await MakeNodesAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_nodes is not null)
            await _nodes.DisposeAsync();
    }

    protected static string NewId(string prefix = "job") => $"{prefix}-{Guid.NewGuid():N}";

    protected abstract Task<TestNodes> MakeNodesAsync();
}
