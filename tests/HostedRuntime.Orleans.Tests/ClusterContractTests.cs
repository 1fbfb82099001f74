namespace HostedRuntime.Tests.Cluster;

// The contract on three silos.

[Collection(SharedClusterDefinition.Name)]
public sealed class ClusterSpawnTests(SharedCluster cluster) : SpawnContract
{
    protected override Task<TestNodes> MakeNodesAsync() => Task.FromResult<TestNodes>(new BorrowedNodes(cluster.Nodes));
}

[Collection(SharedClusterDefinition.Name)]
public sealed class ClusterDeliveryTests(SharedCluster cluster) : DeliveryContract
{
    protected override Task<TestNodes> MakeNodesAsync() => Task.FromResult<TestNodes>(new BorrowedNodes(cluster.Nodes));
}

[Collection(SharedClusterDefinition.Name)]
public sealed class ClusterBodyTests(SharedCluster cluster) : BodyContract
{
    protected override Task<TestNodes> MakeNodesAsync() => Task.FromResult<TestNodes>(new BorrowedNodes(cluster.Nodes));
}

[Collection(SharedClusterDefinition.Name)]
public sealed class ClusterJoinTests(SharedCluster cluster) : JoinContract
{
    protected override Task<TestNodes> MakeNodesAsync() => Task.FromResult<TestNodes>(new BorrowedNodes(cluster.Nodes));
}

[Collection(SharedClusterDefinition.Name)]
public sealed class ClusterLockTests(SharedCluster cluster) : LockContract
{
    protected override Task<TestNodes> MakeNodesAsync() => Task.FromResult<TestNodes>(new BorrowedNodes(cluster.Nodes));
}

[Collection(SharedClusterDefinition.Name)]
public sealed class ClusterChannelTests(SharedCluster cluster) : ChannelContract
{
    protected override Task<TestNodes> MakeNodesAsync() => Task.FromResult<TestNodes>(new BorrowedNodes(cluster.Nodes));
}

[Collection(SharedClusterDefinition.Name)]
public sealed class ClusterMembershipTests(SharedCluster cluster) : MembershipContract
{
    protected override Task<TestNodes> MakeNodesAsync() => Task.FromResult<TestNodes>(new BorrowedNodes(cluster.Nodes));
}

// In the same collection, because two clusters at a time are too much for a small machine.
[Collection(SharedClusterDefinition.Name)]
public sealed class ClusterShutdownTests : ShutdownContract
{
    protected override async Task<TestNodes> MakeNodesAsync() => await ClusterNodes.StartAsync();
}
