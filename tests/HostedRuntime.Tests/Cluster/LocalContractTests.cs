namespace HostedRuntime.Tests.Cluster;

// The contract on the form without a cluster. Each test has a host of its own.

public sealed class LocalSpawnTests : SpawnContract
{
    protected override Task<TestNodes> MakeNodesAsync() => LocalNodes.StartAsync(TimeSpan.FromSeconds(5));
}

public sealed class LocalDeliveryTests : DeliveryContract
{
    protected override Task<TestNodes> MakeNodesAsync() => LocalNodes.StartAsync(TimeSpan.FromSeconds(5));
}

public sealed class LocalBodyTests : BodyContract
{
    protected override Task<TestNodes> MakeNodesAsync() => LocalNodes.StartAsync(TimeSpan.FromSeconds(5));
}

public sealed class LocalJoinTests : JoinContract
{
    protected override Task<TestNodes> MakeNodesAsync() => LocalNodes.StartAsync(TimeSpan.FromSeconds(5));
}

public sealed class LocalLockTests : LockContract
{
    protected override Task<TestNodes> MakeNodesAsync() => LocalNodes.StartAsync(TimeSpan.FromSeconds(5));
}

public sealed class LocalChannelTests : ChannelContract
{
    protected override Task<TestNodes> MakeNodesAsync() => LocalNodes.StartAsync(TimeSpan.FromSeconds(5));
}

public sealed class LocalMembershipTests : MembershipContract
{
    protected override Task<TestNodes> MakeNodesAsync() => LocalNodes.StartAsync(TimeSpan.FromSeconds(5));
}

public sealed class LocalShutdownTests : ShutdownContract
{
    // Half of it is the time that a running job has, so a test that needs it to be cancelled waits as long.
    protected override Task<TestNodes> MakeNodesAsync() => LocalNodes.StartAsync(TimeSpan.FromSeconds(4));
}
