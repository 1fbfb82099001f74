using HostedRuntime.Cluster.Grains;

namespace HostedRuntime.Tests.Cluster;

/// <summary>A stored attempt that its live node does not know.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class UnknownAttemptTests : OwnClusterTests
{
    // Guards against a bug: a second activation asked the node before the start from the first one had reached it.
    [Fact(Timeout = Limit)]
    public async Task Check_NodeHasNotBegunTheAttempt_LosesItOnlyAfterStoreTimeout()
    {
        var (id, grain) = await StoreUnknownAsync(JobDelivery.AtMostOnce);

        Assert.True(await grain.CheckAsync());
        var job = await Nodes.JobsOf(0).AttachAsync(id);
        Assert.Equal((JobState.Running, 1), ((await job.GetStatusAsync()).State, (await job.GetStatusAsync()).Attempt));

        while (await grain.CheckAsync())
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(JobState.Lost, (await job.GetStatusAsync()).State);
        Assert.Empty(JobProbe.Of(id).Runs);
    }

    // Guards against a bug: the silo of an activation ended after it had stored the attempt, and the attempt was used up.
    [Fact(Timeout = Limit)]
    public async Task Check_NodeHasNotBegunAtLeastOnceJob_BeginsTheSameAttempt()
    {
        var (id, grain) = await StoreUnknownAsync(JobDelivery.AtLeastOnce);

        Assert.True(await grain.CheckAsync());
        await JobProbe.Of(id).Started(1);
        JobProbe.Of(id).Release();
        Assert.Equal("released in attempt 1", await (await Nodes.JobsOf(0).AttachAsync<string>(id)).JoinAsync());
        Assert.Single(JobProbe.Of(id).Runs);
    }

    /// <summary>Stores a copy of a running job under another id, which its node does not know.</summary>
    private async Task<(string Id, IJobGrain Grain)> StoreUnknownAsync(JobDelivery delivery)
    {
        var (known, id) = ($"known-{Guid.NewGuid():N}", $"unknown-{Guid.NewGuid():N}");
        await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(true), new JobOptions { Id = known, Delivery = delivery });
        await JobProbe.Of(known).Started(1);
        var grain = Nodes.Cluster.Client.GetGrain<IJobGrain>(id);
        Nodes.Storage.Copy("job", Nodes.Cluster.Client.GetGrain<IJobGrain>(known).GetGrainId(), grain.GetGrainId(), json => json.Replace(known, id, StringComparison.Ordinal));
        JobProbe.Of(known).Release();
        return (id, grain);
    }
}
