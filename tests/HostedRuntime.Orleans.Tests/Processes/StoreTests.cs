namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>A Redis that is killed and comes back after 20 s, and nodes that are replaced one after the other.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class StoreTests
{
    private const int Limit = 300_000;
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(20);

    [Fact(Timeout = Limit)]
    public async Task Store_DownFor20Seconds_LosesNothingAccepted()
    {
        await using var nodes = await RedisNodes.StartAsync();
        var cluster = nodes.Cluster;
        var accepted = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            await cluster.Nodes[i % 3].OkAsync("spawn", $"j{i}", "AtMostOnce", "1", i % 2 == 0 ? "early" : "late");
            accepted.Add($"j{i}");
        }

        var joins = accepted.Select((id, i) => cluster.Nodes[(i + 1) % 3].CallAsync("join", id)).ToList();
        await nodes.Redis.KillAsync();
        // The outage itself. Half of the bodies end in it.
        var outage = Task.Delay(s_outage);
        cluster.Open("early");
        var refused = await cluster.Nodes[0].CallAsync("spawn", "refused", "AtMostOnce", "1", "early");
        Assert.Equal(nameof(ClusterUnavailableException), refused[0]);
        await outage;
        await nodes.Redis.StartAsync();
        cluster.Open("late");

        foreach (var answer in await Task.WhenAll(joins))
            Assert.Equal(("ok", "1"), (answer[0], answer[^1]));
        Assert.All(accepted, id => Assert.Single(cluster.LinesOf("end", id)));
    }

    [Fact(Timeout = Limit)]
    public async Task RollingRestart_UnderLoad_LosesNothing()
    {
        await using var nodes = await RedisNodes.StartAsync();
        var cluster = nodes.Cluster;
        var spawned = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            // Some end before their node stops, the others are cancelled and go on elsewhere.
            cluster.Open($"open-{round}");
            for (var i = 0; i < 10; i++)
            {
                var id = $"j{round}-{i}";
                await cluster.Nodes[i % 3].OkAsync("spawn", id, "AtLeastOnce", "10", i % 2 == 0 ? $"open-{round}" : "last");
                spawned.Add(id);
            }

            var leaving = cluster.Nodes[0];
            await leaving.StopAsync();
            await cluster.RemoveAsync(leaving);
            await cluster.AddAsync();
            await cluster.KnowEachOtherAsync();
        }

        cluster.Open("last");
        foreach (var id in spawned)
        {
            await cluster.Nodes[0].OkAsync("join", id);
            Assert.Single(cluster.LinesOf("end", id));
        }
    }
}
