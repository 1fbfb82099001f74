using System.Diagnostics;
using System.Globalization;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Nodes;

/// <summary>The figures of docs/performance.md: latencies, jobs a second, and the time until a job goes on after kill -9.</summary>
internal static class Figures
{
    private const int Nodes = 3;
    private const int Rounds = 5;
    private const int Deaths = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        if (Soak.StoreOf(args) is not { } store)
            return 2;
        var isAll = !args.Any(static arg => arg is "latency" or "recovery" or "suspension");
        if (isAll || args.Contains("latency"))
        {
            for (var nodes = 1; nodes <= Nodes; nodes++)
                await MeasureAsync(store, nodes);
        }

        foreach (var isFast in (bool[])[true, false])
        {
            if (isAll || args.Contains("recovery"))
                await RecoverAsync(store, "kill -9", static owner => owner.KillAsync(), isFast);
            if (isAll || args.Contains("suspension"))
                await RecoverAsync(store, "SIGSTOP", static owner => owner.SuspendAsync(), isFast);
        }

        return 0;
    }

    private static async Task MeasureAsync(StoreKind kind, int nodes)
    {
        await using var store = StoreServers.Create(kind);
        await store.StartAsync();
        await using var cluster = new NodeCluster(store.Store);
        await cluster.StartAsync(nodes);
        var node = cluster.Nodes[0];
        foreach (var each in cluster.Nodes)
            await each.OkAsync("empty", "500", "8");
        await node.OkAsync("locks", "300");
        await node.OkAsync("items", "2000");
        for (var round = 0; round < Rounds; round++)
        {
            var one = await node.OkAsync("empty", "300", "1");
            var many = await Task.WhenAll(cluster.Nodes.Select(static each => each.OkAsync("empty", "1000", "16")));
            var perSecond = many.Sum(static took => 1_000_000 / double.Parse(took[0], CultureInfo.InvariantCulture));
            var locks = await node.OkAsync("locks", "500");
            var items = await node.OkAsync("items", "2000");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}, nodes: {nodes}; spawn + join, one at a time: {one[0]} us; jobs a second, 16 at a time on each node: {perSecond:F0}; lock acquire + release: {locks[0]} us; channel item: {items[0]} us"));
        }
    }

    private static async Task RecoverAsync(StoreKind kind, string what, Func<NodeProcess, Task> end, bool fastDetection)
    {
        await using var store = StoreServers.Create(kind);
        await store.StartAsync();
        await using var cluster = new NodeCluster(store.Store) { Configure = settings => settings with { FastDetection = fastDetection } };
        await cluster.StartAsync(Nodes);
        for (var i = 0; i < Deaths; i++)
        {
            var id = $"r{i}";
            await cluster.Nodes[0].OkAsync("spawn", id, "AtLeastOnce", "9", "never");
            var owner = cluster[(await NodeCluster.UntilAsync(cluster.Nodes[0], id, static status => status[0] == "Running"))[2]];
            var clock = Stopwatch.StartNew();
            await end(owner);
            // By its number: the first attempt may have ended before it wrote its line.
            while (!cluster.LinesOf("begin", id).Any(static line => line[2] == "2"))
                await Task.Delay(20);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}, recovery after {what}, {(fastDetection ? "fast" : "default")} detection: {clock.Elapsed.TotalSeconds:F1} s"));
            await cluster.RemoveAsync(owner);
            await cluster.AddAsync();
            await cluster.KnowEachOtherAsync();
        }
    }
}
