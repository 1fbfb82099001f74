using System.Globalization;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Nodes;

/// <summary>A random script of kills, pauses and aborts over nodes with a real store, and the invariants at its end.</summary>
internal static class Soak
{
    public static async Task<int> RunAsync(string[] args)
    {
        var minutes = double.Parse(Option(args, "--minutes", "10"), CultureInfo.InvariantCulture);
        var seed = int.Parse(Option(args, "--seed", $"{Environment.TickCount & 0xFFFF}"), CultureInfo.InvariantCulture);
        if (StoreOf(args) is not { } kind)
            return 2;
        Console.WriteLine($"soak: {minutes} minutes, seed {seed}, {kind}");
        await using var store = StoreServers.Create(kind);
        await store.StartAsync();
        await using var cluster = new NodeCluster(store.Store);
        await cluster.StartAsync(3);
        var script = new SoakScript(cluster, new Random(seed));
        var errors = await script.RunAsync(TimeSpan.FromMinutes(minutes));
        Console.WriteLine(script.Summary);
        foreach (var error in errors)
            Console.WriteLine("VIOLATED: " + error);
        Console.WriteLine(errors.Count == 0 ? "all invariants hold" : $"{errors.Count} violations");
        return errors.Count == 0 ? 0 : 1;
    }

    /// <summary>Returns the store that the option --store names, or null after a message if the machine lacks something for it.</summary>
    public static StoreKind? StoreOf(string[] args)
    {
        var kind = Enum.Parse<StoreKind>(Option(args, "--store", nameof(StoreKind.Redis)), ignoreCase: true);
        if (StoreServers.MissingFor(kind) is not { } missing)
            return kind;
        Console.Error.WriteLine(missing);
        return null;
    }

    public static string Option(string[] args, string name, string otherwise)
    {
        var i = Array.IndexOf(args, name);
        return i >= 0 && i + 1 < args.Length ? args[i + 1] : otherwise;
    }
}
