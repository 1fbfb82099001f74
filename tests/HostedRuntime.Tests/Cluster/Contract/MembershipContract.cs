namespace HostedRuntime.Tests.Cluster;

/// <summary>Row "membership" of the contract.</summary>
public abstract class MembershipContract : ContractTests
{
    [Fact(Timeout = Limit)]
    public async Task Capture_AllNodes_AreActive()
    {
        var snapshot = await Nodes.MembershipOf(0).CaptureAsync();

        Assert.Equal(
            Nodes.Running.Select((_, i) => Nodes.MembershipOf(i).Node).Order(StringComparer.Ordinal),
            snapshot.Nodes.Where(static node => node.State == ClusterNodeState.Active).Select(static node => node.Id));
    }

    [Fact(Timeout = Limit)]
    public async Task Capture_RunningJobsAndLocks_AreCountedOnTheirNodes()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });
        var node = await JobProbe.Of(id).Started(1);
        await using var lease = await Nodes.LocksOf(0).Mutex(id).AcquireAsync();

        var nodes = (await Nodes.MembershipOf(1).CaptureAsync()).Nodes;
        Assert.True(nodes.Single(one => one.Id == node).Jobs >= 1);
        Assert.True(nodes.Single(one => one.Id == Nodes.MembershipOf(0).Node).Locks >= 1);
        JobProbe.Of(id).Release();
        await job.JoinAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Watch_AtFirst_YieldsTheNodesOfNow()
    {
        await foreach (var snapshot in Nodes.MembershipOf(0).WatchAsync())
        {
            Assert.Contains(snapshot.Nodes, node => node.Id == Nodes.MembershipOf(0).Node && node.State == ClusterNodeState.Active);
            return;
        }
    }
}
