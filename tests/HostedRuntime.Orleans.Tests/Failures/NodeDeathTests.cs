using HostedRuntime.Cluster.Grains;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Cluster;

/// <summary>The death of nodes, in one process: the silo says goodbye to nobody, and the body of a job goes on as a zombie.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class NodeDeathTests : OwnClusterTests
{
    private IServiceProvider Client => Nodes.Client;

    [Fact(Timeout = Limit)]
    public async Task Kill_OwnerOfAtLeastOnceJob_RunsAgainAndRefusesTheZombie()
    {
        var id = $"kill-{Guid.NewGuid():N}";
        var job = await SpawnAsync(id, JobDelivery.AtLeastOnce);
        var owner = await JobProbe.Of(id).Started(1);
        var join = job.JoinAsync();
        await Nodes.KillAsync(owner);
        var next = await JobProbe.Of(id).Started(2);
        Assert.NotEqual(owner, next);
        // Both bodies end now: that of the dead node, and that of the next attempt.
        JobProbe.Of(id).Release();

        Assert.Equal("released in attempt 2", await join);
        var status = await job.GetStatusAsync();
        Assert.Equal((JobState.Done, 2, next), (status.State, status.Attempt, status.Node));
        Assert.Contains($"Node '{owner}'", Assert.Single(status.Failures).Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_OwnerOfAtMostOnceJob_LosesIt()
    {
        var id = $"kill-{Guid.NewGuid():N}";
        var job = await SpawnAsync(id, JobDelivery.AtMostOnce);
        var owner = await JobProbe.Of(id).Started(1);
        var join = job.JoinAsync();
        await Nodes.KillAsync(owner);

        await Assert.ThrowsAsync<JobLostException>(() => join);
        JobProbe.Of(id).Release();
        Assert.Single(JobProbe.Of(id).Runs);
        Assert.Equal(JobState.Lost, (await job.GetStatusAsync()).State);
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_WhenNobodyJoins_RunsAgain()
    {
        var id = $"kill-{Guid.NewGuid():N}";
        await SpawnAsync(id, JobDelivery.AtLeastOnce);
        var owner = await JobProbe.Of(id).Started(1);
        await Nodes.KillAsync(owner);

        // By the grain of the job, or by a sweep if that one died too.
        await JobProbe.Of(id).Started(2);
        JobProbe.Of(id).Release();
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_NodeThatIsNotTheOwner_KeepsTheJob()
    {
        var id = $"kill-{Guid.NewGuid():N}";
        var job = await SpawnAsync(id, JobDelivery.AtMostOnce);
        var owner = await JobProbe.Of(id).Started(1);
        var join = job.JoinAsync();
        // One of these keeps the record of the job, because its body is on another node.
        await Nodes.KillAsync(Nodes.Running.Select(NodeOf).First(node => node != owner));
        JobProbe.Of(id).Release();

        Assert.Equal("released in attempt 1", await join);
        Assert.Single(JobProbe.Of(id).Runs);
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_HolderOfALock_GivesItToTheNextWithHigherFence()
    {
        var name = $"lock-{Guid.NewGuid():N}";
        var node = NodeOf(Nodes.Running[1]);
        var held = await Nodes.Running[1].GetRequiredService<IClusterLocks>().Mutex(name).AcquireAsync();
        var next = Client.GetRequiredService<IClusterLocks>().Mutex(name).AcquireAsync();
        await Nodes.KillAsync(node);

        await using var lease = await next;
        Assert.True(lease.Fence > held.Fence);
        Assert.False(held.IsHeld);
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_NodeThatKeepsALock_KeepsHolderAndFence()
    {
        var (holder, node) = (Nodes.LocksOf(0), NodeOf(Nodes.Running[1]));
        string name;
        ClusterLease held;
        do
        {
            name = $"lock-{Guid.NewGuid():N}";
            held = await holder.Mutex(name).AcquireAsync();
        }
        while (await Nodes.NodeOfAsync(Nodes.Cluster.Client.GetGrain<ILockGrain>($"Mutex:{name}")) != node);
        await Nodes.KillAsync(node);

        // Longer than the time to live, so the lease was renewed at the node that keeps the lock now.
        Assert.Null(await Client.GetRequiredService<IClusterLocks>().Mutex(name).TryAcquireAsync(TimeSpan.FromSeconds(10)));
        Assert.True(held.IsHeld);
        await held.DisposeAsync();
        await using var next = await Client.GetRequiredService<IClusterLocks>().Mutex(name).AcquireAsync();
        Assert.True(next.Fence > held.Fence);
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_NodeOfAChannel_FailsBothEnds()
    {
        var channels = Client.GetRequiredService<IClusterChannels>();
        var node = NodeOf(Nodes.Running[1]);
        // Channels are placed at random. Of this many one is on the node that dies.
        var name = "";
        for (var i = 0; ; i++)
        {
            name = $"channel-{i}-{Guid.NewGuid():N}";
            await channels.Bounded<int>(name, 1).SendAsync(0);
            if (await Nodes.NodeOfChannelAsync(name) == node)
                break;
        }

        var (sender, receiver) = (channels.Bounded<int>(name, 1), channels.Bounded<int>(name, 1));
        Assert.Equal(0, await receiver.ReceiveAsync());
        await sender.SendAsync(1);
        var blocked = sender.SendAsync(2);
        await Nodes.KillAsync(node);

        await Assert.ThrowsAsync<ChannelLostException>(() => blocked);
        await Assert.ThrowsAsync<ChannelLostException>(() => receiver.ReceiveAsync());
        var again = channels.Bounded<int>(name, 1);
        await again.SendAsync(3);
        Assert.Equal(3, await again.ReceiveAsync());
    }

    private static string NodeOf(IServiceProvider services) => services.GetRequiredService<IClusterMembership>().Node;

    private Task<JobHandle<string>> SpawnAsync(string id, JobDelivery delivery)
        => Client.GetRequiredService<IJobs>().SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(true), new JobOptions { Id = id, Delivery = delivery });
}
