namespace HostedRuntime.Tests.Cluster;

/// <summary>Row "shutdown" of the contract, and what it does to each delivery. Each test ends a node, so it has nodes of its own.</summary>
public abstract class ShutdownContract : ContractTests
{
    [Fact(Timeout = Limit)]
    public async Task Stop_WhenJobEndsInTime_KeepsItsResult()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });
        var node = await JobProbe.Of(id).Started(1);
        var join = job.JoinAsync();
        var stop = Nodes.StopAsync(node);
        JobProbe.Of(id).Release();

        Assert.Equal("released in attempt 1", await join);
        await stop;
    }

    [Fact(Timeout = Limit)]
    public async Task Stop_WhenAtMostOnceJobRuns_IsLost()
    {
        var id = NewId();
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id });
        var node = await JobProbe.Of(id).Started(1);
        var join = job.JoinAsync();
        await Nodes.StopAsync(node);

        var lost = await Assert.ThrowsAsync<JobLostException>(() => join);
        Assert.Equal(id, lost.JobId);
        Assert.True(JobProbe.Of(id).Cancelled.IsCompleted);
        Assert.Contains($"Node '{node}' stopped", Assert.Single(lost.Failures).Message, StringComparison.Ordinal);
        Assert.Single(JobProbe.Of(id).Runs);
    }

    [Fact(Timeout = Limit)]
    public async Task Stop_WhenAtLeastOnceJobRuns_GoesOnElsewhere()
    {
        var id = NewId();
        var areSeveral = Nodes.AreSeveral;
        var job = await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(false), new JobOptions { Id = id, Delivery = JobDelivery.AtLeastOnce });
        var node = await JobProbe.Of(id).Started(1);
        var join = job.JoinAsync();
        await Nodes.StopAsync(node);
        if (!areSeveral)
        {
            // There is no other node.
            await Assert.ThrowsAsync<JobLostException>(() => join);
            return;
        }

        var other = await JobProbe.Of(id).Started(2);
        Assert.NotEqual(node, other);
        JobProbe.Of(id).Release();
        // The wait may have been at the node that stopped.
        Assert.Equal("released in attempt 2", await (await Nodes.JobsOf(0).AttachAsync<string>(id)).JoinAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Stop_NodeOfAChannel_FailsBothEnds()
    {
        string name;
        ClusterChannel<int> sender;
        do
        {
            // If there are several nodes, one has the ends, and another the items.
            name = NewId("channel");
            sender = Nodes.ChannelsOf(0).Bounded<int>(name, 1);
            await sender.SendAsync(1);
        }
        while (Nodes.AreSeveral && await Nodes.NodeOfChannelAsync(name) == Nodes.MembershipOf(0).Node);
        var receiver = Nodes.ChannelsOf(0).Bounded<int>(name, 1);
        Assert.Equal(1, await receiver.ReceiveAsync());
        var receive = receiver.ReceiveAsync();
        await Nodes.StopAsync(await Nodes.NodeOfChannelAsync(name));

        Assert.Equal(name, (await Assert.ThrowsAsync<ChannelLostException>(() => receive)).Channel);
        await Assert.ThrowsAsync<ChannelLostException>(() => sender.SendAsync(2));
    }

    [Fact(Timeout = Limit)]
    public async Task Watch_WhenANodeStops_YieldsIt()
    {
        var node = Nodes.MembershipOf(0).Node;
        var membership = Nodes.MembershipOf(1);
        var begun = new TaskCompletionSource();
        var states = new List<ClusterNodeState>();
        var watch = Task.Run(async () =>
        {
            await foreach (var snapshot in membership.WatchAsync())
            {
                states.Add(snapshot.Nodes.Single(one => one.Id == node).State);
                begun.TrySetResult();
                if (states[^1] > ClusterNodeState.Active)
                    return;
            }
        });
        await begun.Task;
        await Nodes.StopAsync(node);
        await watch;

        Assert.Equal(ClusterNodeState.Active, states[0]);
        Assert.True(states[^1] is ClusterNodeState.Stopping or ClusterNodeState.Dead);
    }

    [Fact(Timeout = Limit)]
    public async Task Stop_WhenItBegins_TakesNoNewJobs()
    {
        var id = NewId();
        await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(true), new JobOptions { Id = id });
        var node = await JobProbe.Of(id).Started(1);
        var jobs = Nodes.JobsOf(0);
        var areSeveral = Nodes.AreSeveral;
        var stop = Nodes.StopAsync(node);
        await JobProbe.Of(id).Cancelled;
        if (areSeveral)
        {
            var survivor = Enumerable.Range(0, 3).First(i => Nodes.MembershipOf(i).Node != node);
            var next = await Nodes.JobsOf(survivor).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("x"));
            Assert.NotEqual(node, (await next.JoinAsync()).Node);
        }
        else
        {
            var refused = await Assert.ThrowsAsync<JobRefusedException>(() => jobs.SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("x")));
            Assert.Equal(JobRefusal.Stopping, refused.Refusal);
        }

        JobProbe.Of(id).Release();
        await stop;
    }
}
