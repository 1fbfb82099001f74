using System.Diagnostics;
using System.Globalization;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Nodes;

/// <summary>The figures of docs/performance.md: latencies, jobs a second, and the time until a job goes on after kill -9.</summary>
internal static class Figures
{
    public static async Task<int> RunAsync(string[] args)
    {
        var most = int.Parse(Soak.Option(args, "--nodes", "3"), CultureInfo.InvariantCulture);
        for (var nodes = 1; nodes <= most; nodes++)
            await MeasureAsync(nodes);
        await RecoverAsync(fastDetection: true);
        await RecoverAsync(fastDetection: false);
        return 0;
    }

    private static async Task MeasureAsync(int nodes)
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var cluster = new NodeCluster(redis.Store);
        await cluster.StartAsync(nodes);
        var node = cluster.Nodes[0];
        await node.OkAsync("empty", "500", "8");
        var one = await node.OkAsync("empty", "500", "1");
        var many = await Task.WhenAll(cluster.Nodes.Select(static each => each.OkAsync("empty", "1500", "16")));
        var perSecond = many.Sum(static took => 1_000_000 / double.Parse(took[0], CultureInfo.InvariantCulture));
        await node.OkAsync("locks", "200");
        var locks = await node.OkAsync("locks", "1000");
        var items = await node.OkAsync("items", "2000");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nodes: {nodes}; spawn + join, one at a time: {one[0]} us; jobs a second, 16 at a time on each node: {perSecond:F0}; lock acquire + release: {locks[0]} us; channel item: {items[0]} us"));
    }

    private static async Task RecoverAsync(bool fastDetection)
    {
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var cluster = new NodeCluster(redis.Store, fastDetection);
        await cluster.StartAsync(3);
        for (var i = 0; i < 3; i++)
        {
            var id = $"r{i}";
            await cluster.Nodes[0].OkAsync("spawn", id, "AtLeastOnce", "9", "never");
            var owner = cluster[(await NodeCluster.UntilAsync(cluster.Nodes[0], id, static status => status[0] == "Running"))[2]];
            var clock = Stopwatch.StartNew();
            await owner.KillAsync();
            await cluster.RemoveAsync(owner);
            while (cluster.LinesOf("begin", id).Count() < 2)
                await Task.Delay(20);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recovery after kill -9, {(fastDetection ? "fast" : "default")} detection: {clock.Elapsed.TotalSeconds:F1} s"));
            await cluster.AddAsync();
            await cluster.KnowEachOtherAsync();
        }
    }
}
