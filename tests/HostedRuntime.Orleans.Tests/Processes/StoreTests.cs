using HostedRuntime.Tests.Nodes;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>A store that is killed or suspended and comes back after 20 s, and nodes that are replaced one after the other.</summary>
public abstract class StoreTests
{
    private const int Limit = 300_000;
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(20);
    private readonly StoreKind _store;

    private protected StoreTests(StoreKind store) => _store = store;

    [Fact(Timeout = Limit)]
    public Task Store_DownFor20Seconds_LosesNothingAccepted() => OutageAsync(static store => store.KillAsync(), static store => store.StartAsync());

    [Fact(Timeout = Limit)]
    public Task Store_SuspendedFor20Seconds_LosesNothingAccepted() => OutageAsync(static store => store.SuspendAsync(), static store => store.ResumeAsync());

    [Fact(Timeout = Limit)]
    public async Task RollingRestart_UnderLoad_LosesNothing()
    {
        await using var nodes = await ProcessNodes.StartAsync(_store);
        var cluster = nodes.Cluster;
        var spawned = new List<string>();
        cluster.Open("open");
        for (var round = 0; round < 3; round++)
        {
            // Half of these run on, so they are cancelled if their node stops, and go on elsewhere.
            for (var i = 0; i < 10; i++)
                spawned.Add(await SpawnAsync(cluster.Nodes[i % 3], $"j{round}-{i}", i % 2 == 0 ? "open" : "last"));
            var leaving = cluster.Nodes[0];
            var stop = leaving.StopAsync();
            // The load goes on while the node stops.
            for (var i = 0; !stop.IsCompleted; i++)
                spawned.Add(await SpawnAsync(cluster.Nodes[1 + (i % 2)], $"load{round}-{i}", "open"));
            await stop;
            await cluster.RemoveAsync(leaving);
            await cluster.AddAsync();
            await cluster.KnowEachOtherAsync();
        }

        cluster.Open("last");
        foreach (var id in spawned)
            await cluster.Nodes[0].OkAsync("join", id);
        // A body that had ended when its node stopped is not run again.
        Assert.Equal(spawned.Order(StringComparer.Ordinal), cluster.LinesOf("end").Select(static line => line[1]).Order(StringComparer.Ordinal));
    }

    private static async Task<string> SpawnAsync(NodeProcess node, string id, string gate)
    {
        await node.OkAsync("spawn", id, "AtLeastOnce", "10", gate);
        return id;
    }

    private async Task OutageAsync(Func<IStoreServer, Task> down, Func<IStoreServer, Task> up)
    {
        await using var nodes = await ProcessNodes.StartAsync(_store);
        var cluster = nodes.Cluster;
        var accepted = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            await cluster.Nodes[i % 3].OkAsync("spawn", $"j{i}", "AtMostOnce", "1", i % 2 == 0 ? "early" : "late");
            accepted.Add($"j{i}");
        }

        var joins = accepted.Select((id, i) => cluster.Nodes[(i + 1) % 3].CallAsync("join", id)).ToList();
        await down(nodes.Store);
        // The outage itself. Half of the bodies end in it.
        var outage = Task.Delay(s_outage);
        cluster.Open("early");
        var refused = await cluster.Nodes[0].CallAsync("spawn", "refused", "AtMostOnce", "1", "early");
        Assert.Equal(nameof(ClusterUnavailableException), refused[0]);
        await outage;
        await up(nodes.Store);
        cluster.Open("late");

        foreach (var answer in await Task.WhenAll(joins))
            Assert.Equal(("ok", "1"), (answer[0], answer[^1]));
        Assert.All(accepted, id => Assert.Single(cluster.LinesOf("end", id)));
    }
}
