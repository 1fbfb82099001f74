using HostedRuntime.Cluster.Grains;
using HostedRuntime.Cluster.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Cluster;

/// <summary>Nodes that stop in order and are replaced, and nodes of two versions next to each other.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class RollingRestartTests
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task RollingRestart_UnderLoad_LosesNoJob()
    {
        await using var nodes = await ClusterNodes.StartAsync();
        var jobs = nodes.Client.GetRequiredService<IJobs>();
        var spawned = new List<JobHandle<EchoResult>>();
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var options = new JobOptions { Delivery = JobDelivery.AtLeastOnce, MaxAttempts = 10 };
                spawned.Add(await jobs.SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs($"{spawned.Count}"), options));
            }
        });
        foreach (var node in nodes.Running.Select(static services => services.GetRequiredService<IClusterMembership>().Node).ToList())
        {
            await nodes.AddAsync();
            await nodes.StopAsync(node);
        }

        await stop.CancelAsync();
        await load;
        var results = await Task.WhenAll(spawned.Select(static job => job.JoinAsync()));
        Assert.NotEmpty(results);
        Assert.Equal(Enumerable.Range(0, results.Length).Select(static i => $"{i}"), results.Select(static result => result.Text));
    }

    [Fact(Timeout = Limit)]
    public async Task Spawn_WhenANodeLacksTheName_RunsOnTheOther()
    {
        await using var nodes = await ClusterNodes.StartAsync(2, lacking: static number => number == 1);
        var lacking = nodes.Running.Single(static services => services.GetRequiredService<JobTable>().Names.Count == 0).GetRequiredService<IClusterMembership>().Node;
        var jobs = nodes.Client.GetRequiredService<IJobs>();
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i => await (await jobs.SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs($"{i}"))).JoinAsync()));

        Assert.All(results, result => Assert.NotEqual(lacking, result.Node));
    }

    [Fact(Timeout = Limit)]
    public async Task Results_WhenNoLongerKept_LeaveTheStore()
    {
        await using var nodes = await ClusterNodes.StartAsync(1);
        var job = await nodes.JobsOf(0).SpawnAsync<EchoArgs, EchoResult>(TestJobs.Echo, new EchoArgs("x"), new JobOptions { ResultRetention = TimeSpan.FromMilliseconds(1) });
        // Asked for again and again, as by sweeps: the first call after its time removes a job.
        while (nodes.Storage.RowsOf("job") > 0)
            await nodes.Cluster.Client.GetGrain<IJobGrain>(job.Id).CheckAsync();
    }
}
