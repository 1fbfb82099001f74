using System.Text.Json;
using HostedRuntime.Cluster.Grains;
using HostedRuntime.Tests.Nodes;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>A process that is suspended for longer than its leases, and then goes on as if nothing had been: a zombie.</summary>
public abstract class SuspendTests
{
    private const int Limit = 300_000;
    private readonly StoreKind _store;

    private protected SuspendTests(StoreKind store) => _store = store;

    [Fact(Timeout = Limit)]
    public async Task Resume_OwnerThatKeepsTheRecordToo_IsRefusedByTheStore()
    {
        // While it is alone, the first node gets the record of the job and its body. Awake again, it asks nobody but the store.
        await using var nodes = await ProcessNodes.StartAsync(_store, nodes: 1, WithoutTableRefresh);
        var cluster = nodes.Cluster;
        var zombie = cluster.Nodes[0];
        await zombie.OkAsync("spawn", "j", "AtLeastOnce", "3", "g");
        while (!cluster.LinesOf("begin", "j").Any())
            await Task.Delay(20);
        await cluster.AddAsync();
        await cluster.AddAsync();
        await cluster.KnowEachOtherAsync();

        var next = await WakeAfterTheJobHasMovedAsync(cluster, zombie);
        await UntilLoggedAsync(zombie, nameof(Diagnostics.Log.JobWriteRefused));
        await AssertSecondAttemptCountsAsync(nodes, next);
    }

    [Fact(Timeout = Limit)]
    public async Task Resume_OwnerWhoseRecordIsElsewhere_IsRefusedByItsNode()
    {
        await using var nodes = await ProcessNodes.StartAsync(_store, configure: WithoutTableRefresh);
        var cluster = nodes.Cluster;
        await cluster.Nodes[0].OkAsync("spawn", "j", "AtLeastOnce", "3", "g");
        var zombie = cluster[(await NodeCluster.UntilAsync(cluster.Nodes[0], "j", static status => status[0] == "Running"))[2]];
        while (!cluster.LinesOf("begin", "j").Any())
            await Task.Delay(20);

        var next = await WakeAfterTheJobHasMovedAsync(cluster, zombie);
        await UntilLoggedAsync(zombie, nameof(Diagnostics.Log.JobEndRefused));
        Assert.Contains(cluster.LinesOf("end", "j"), static line => line[2] == "1");
        await AssertSecondAttemptCountsAsync(nodes, next);
    }

    [Fact(Timeout = Limit)]
    public async Task Resume_HolderOfALock_HasLostIt()
    {
        await using var nodes = await ProcessNodes.StartAsync(_store, configure: WithoutTableRefresh);
        var cluster = nodes.Cluster;
        var zombie = cluster.Nodes[2];
        var first = await FenceAsync(zombie);
        var next = FenceAsync(cluster.Nodes[0]);
        await zombie.SuspendAsync();
        var second = await next;
        Assert.True(second > first);
        await zombie.ResumeAsync();

        // By its own clock, before any node has told it. The journal survives the end of the process.
        var held = zombie.CallAsync("held", "l");
        while (!cluster.LinesOf("lost", "l").Any(line => line[2] == $"{first}"))
        {
            Assert.False(zombie.HasExited, "The zombie ended before Lost fired.");
            await Task.Delay(20);
        }

        Assert.Contains(await held, static answer => answer is "False" or "NodeEnded");
        Assert.Equal("True", (await cluster.Nodes[0].OkAsync("held", "l"))[0]);
        // And it cannot take it back.
        await cluster.Nodes[0].OkAsync("unlock", "l");
        Assert.True(await FenceAsync(cluster.Nodes[1]) > second);
        Assert.DoesNotContain(cluster.LinesOf("lost", "l"), line => line[2] != $"{first}");
    }

    /// <summary>
    /// A node learns late that it was taken for dead, so that it has time to do harm. With the defaults it is a race, of seconds.
    /// </summary>
    private static NodeSettings WithoutTableRefresh(NodeSettings settings) => settings with { TableRefresh = TimeSpan.FromMinutes(5) };

    private static async Task<long> FenceAsync(NodeProcess node) => long.Parse((await node.OkAsync("lock", "l"))[0], null);

    /// <summary>Suspends the owner of job j until the second attempt has ended, and wakes it. Its body ends at once then.</summary>
    /// <returns>The node of the second attempt.</returns>
    private static async Task<NodeProcess> WakeAfterTheJobHasMovedAsync(NodeCluster cluster, NodeProcess zombie)
    {
        await zombie.SuspendAsync();
        var survivor = cluster.OtherThan(zombie.Node);
        var next = cluster[(await NodeCluster.UntilAsync(survivor, "j", static status => status[0] == "Running" && status[1] == "2"))[2]];
        Assert.NotSame(zombie, next);
        cluster.Open("g");
        Assert.Equal([next.Settings.Name, "2"], await survivor.OkAsync("join", "j"));
        await zombie.ResumeAsync();
        return next;
    }

    private static async Task UntilLoggedAsync(NodeProcess zombie, string message)
    {
        var log = Path.Combine(zombie.Settings.Folder, $"{zombie.Settings.Name}.log");
        var isLast = false;
        while (!(await ReadAsync(log)).Contains($" {message}: ", StringComparison.Ordinal))
        {
            Assert.False(isLast, $"{zombie.Settings.Name} ended without '{message}'.");
            isLast = zombie.HasExited;
            await Task.Delay(50);
        }
    }

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Looks at the row of the job in the store, past all nodes, and at what a live node says.</summary>
    private static async Task AssertSecondAttemptCountsAsync(ProcessNodes nodes, NodeProcess next)
    {
        var stored = (await nodes.Store.ReadAllAsync())
            .Select(static text => JsonDocument.Parse(text).RootElement)
            .Where(static document => document.TryGetProperty("Json", out var json) && json.GetString()!.StartsWith("{\"Id\":\"j\"", StringComparison.Ordinal))
            .Select(static document => JobWire.ReadJob(document.GetProperty("Json").GetString()!));
        var job = Assert.Single(stored);
        Assert.Equal((JobState.Done, 2, $"\"{next.Settings.Name} 2\""), (job.State, job.Attempt, job.Result));
        Assert.Equal(["Done", "2", next.Node], await next.OkAsync("status", "j"));
        Assert.Equal(2, nodes.Cluster.LinesOf("begin", "j").Count());
    }
}
