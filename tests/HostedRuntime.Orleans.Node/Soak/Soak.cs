using System.Globalization;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Nodes;

/// <summary>A random script of kills, pauses and aborts over nodes with a real Redis, and the invariants at its end.</summary>
internal static class Soak
{
    public static async Task<int> RunAsync(string[] args)
    {
        var minutes = double.Parse(Option(args, "--minutes", "10"), CultureInfo.InvariantCulture);
        var seed = int.Parse(Option(args, "--seed", $"{Environment.TickCount & 0xFFFF}"), CultureInfo.InvariantCulture);
        if (!RedisServer.IsInstalled)
        {
            Console.Error.WriteLine("There is no redis-server. On Debian: apt-get install redis-server.");
            return 2;
        }

        Console.WriteLine($"soak: {minutes} minutes, seed {seed}");
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var cluster = new NodeCluster(redis.Store);
        await cluster.StartAsync(3);
        var script = new SoakScript(cluster, new Random(seed));
        var errors = await script.RunAsync(TimeSpan.FromMinutes(minutes));
        Console.WriteLine(script.Summary);
        foreach (var error in errors)
            Console.WriteLine("VIOLATED: " + error);
        Console.WriteLine(errors.Count == 0 ? "all invariants hold" : $"{errors.Count} violations");
        return errors.Count == 0 ? 0 : 1;
    }

    public static string Option(string[] args, string name, string otherwise)
    {
        var i = Array.IndexOf(args, name);
        return i >= 0 && i + 1 < args.Length ? args[i + 1] : otherwise;
    }
}
