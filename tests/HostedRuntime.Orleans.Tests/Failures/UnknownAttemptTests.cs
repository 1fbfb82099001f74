using HostedRuntime.Cluster.Grains;

namespace HostedRuntime.Tests.Cluster;

/// <summary>A stored attempt that its live node does not know.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class UnknownAttemptTests : IAsyncLifetime
{
    private ClusterNodes? _nodes;

    private ClusterNodes Nodes => _nodes!;

    public async ValueTask InitializeAsync() => _nodes = await ClusterNodes.StartAsync();

    public ValueTask DisposeAsync() => _nodes?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Guards against a bug: a second activation asked the node before the start from the first one had reached it.
    [Fact(Timeout = 180_000)]
    public async Task Check_NodeHasNotBegunTheAttempt_LosesItOnlyAfterStoreTimeout()
    {
        var (known, unknown) = ($"known-{Guid.NewGuid():N}", $"unknown-{Guid.NewGuid():N}");
        await Nodes.JobsOf(0).SpawnAsync<HoldArgs, string>(TestJobs.Hold, new HoldArgs(true), new JobOptions { Id = known });
        await JobProbe.Of(known).Started(1);
        var (from, grain) = (Nodes.Cluster.Client.GetGrain<IJobGrain>(known), Nodes.Cluster.Client.GetGrain<IJobGrain>(unknown));
        Nodes.Storage.Copy("job", from.GetGrainId(), grain.GetGrainId(), json => json.Replace(known, unknown, StringComparison.Ordinal));

        Assert.True(await grain.CheckAsync());
        var job = await Nodes.JobsOf(0).AttachAsync(unknown);
        Assert.Equal((JobState.Running, 1), ((await job.GetStatusAsync()).State, (await job.GetStatusAsync()).Attempt));

        while (await grain.CheckAsync())
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(JobState.Lost, (await job.GetStatusAsync()).State);
        Assert.Empty(JobProbe.Of(unknown).Runs);
        JobProbe.Of(known).Release();
    }
}
