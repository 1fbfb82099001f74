using HostedRuntime.Tests.Nodes;
using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>The death of processes by kill -9, with a real store.</summary>
public abstract class KillTests
{
    private const int Limit = 580_000;
    private readonly StoreKind _store;

    private protected KillTests(StoreKind store) => _store = store;

    [Fact(Timeout = Limit)]
    public async Task Kill_OwnersTenTimesInARow_EndsEachJobOnce()
    {
        await using var nodes = await ProcessNodes.StartAsync(_store);
        var cluster = nodes.Cluster;
        for (var round = 1; round <= 10; round++)
            await KillOwnerAsync(cluster, round);
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_Joiner_LeavesTheJobToOthers()
    {
        await using var nodes = await ProcessNodes.StartAsync(_store);
        var cluster = nodes.Cluster;
        await cluster.Nodes[0].OkAsync("spawn", "j", "AtMostOnce", "1", "g");
        var owner = (await NodeCluster.UntilAsync(cluster.Nodes[0], "j", static status => status[0] == "Running"))[2];
        var joiner = cluster.OtherThan(owner);
        var dies = joiner.CallAsync("join", "j");
        var lives = cluster.OtherThan(owner, joiner.Node).CallAsync("join", "j");
        await joiner.KillAsync();
        Assert.Equal("NodeEnded", (await dies)[0]);
        cluster.Open("g");

        Assert.Equal(["ok", cluster[owner].Settings.Name, "1"], await lives);
        Assert.Single(cluster.LinesOf("begin", "j"));
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_HolderOfALock_GivesItToTheNextWithHigherFence()
    {
        await using var nodes = await ProcessNodes.StartAsync(_store);
        var cluster = nodes.Cluster;
        var first = long.Parse((await cluster.Nodes[0].OkAsync("lock", "l"))[0], null);
        var next = cluster.Nodes[1].OkAsync("lock", "l");
        await cluster.Nodes[0].KillAsync();

        Assert.True(long.Parse((await next)[0], null) > first);
        Assert.Equal("True", (await cluster.Nodes[1].OkAsync("held", "l"))[0]);
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_AllNodes_GoesOnFromTheStore()
    {
        await using var nodes = await ProcessNodes.StartAsync(_store);
        var cluster = nodes.Cluster;
        await cluster.Nodes[0].OkAsync("spawn", "again", "AtLeastOnce", "3", "g");
        await cluster.Nodes[1].OkAsync("spawn", "once", "AtMostOnce", "1", "g");
        await cluster.Nodes[2].OkAsync("spawn", "ended", "AtMostOnce", "1", "ended");
        cluster.Open("ended");
        await cluster.Nodes[0].OkAsync("join", "ended");
        foreach (var id in (string[])["again", "once"])
        {
            await NodeCluster.UntilAsync(cluster.Nodes[0], id, static status => status[0] == "Running");
            while (!cluster.LinesOf("begin", id).Any())
                await Task.Delay(20);
        }

        var fence = long.Parse((await cluster.Nodes[0].OkAsync("lock", "l"))[0], null);
        await cluster.KillAndStartAllAsync();
        // Nobody asks for it: a sweep finds it in the list of the jobs that have not ended.
        while (cluster.LinesOf("begin", "again").Count() < 2)
            await Task.Delay(50);
        cluster.Open("g");

        Assert.Equal("2", (await cluster.Nodes[0].OkAsync("join", "again"))[1]);
        Assert.Equal(nameof(JobLostException), (await cluster.Nodes[1].CallAsync("join", "once"))[0]);
        Assert.Single(cluster.LinesOf("begin", "once"));
        Assert.Equal(["Done", "1"], (await cluster.Nodes[2].OkAsync("status", "ended"))[..2]);
        Assert.True(long.Parse((await cluster.Nodes[0].OkAsync("lock", "l"))[0], null) > fence);
    }

    [Fact(Timeout = Limit)]
    public async Task Kill_OwnersUntilAttemptsAreUsedUp_FailsWithAllCauses()
    {
        await using var nodes = await ProcessNodes.StartAsync(_store);
        var cluster = nodes.Cluster;
        await cluster.Nodes[0].OkAsync("spawn", "j", "AtLeastOnce", "2", "never");
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var number = $"{attempt}";
            var owner = cluster[(await NodeCluster.UntilAsync(cluster.Nodes[0], "j", status => status[0] == "Running" && status[1] == number))[2]];
            while (cluster.LinesOf("begin", "j").Count() < attempt)
                await Task.Delay(20);
            await owner.KillAsync();
            await cluster.RemoveAsync(owner);
            await cluster.AddAsync();
        }

        var failed = await cluster.Nodes[0].CallAsync("join", "j");
        Assert.Equal(nameof(JobFailedException), failed[0]);
        Assert.Equal(["Failed", "2"], (await cluster.Nodes[0].OkAsync("status", "j"))[..2]);
        Assert.Equal(["1", "2"], await cluster.Nodes[0].OkAsync("causes", "j"));
        Assert.Equal(2, cluster.LinesOf("begin", "j").Count());
    }

    private static async Task KillOwnerAsync(NodeCluster cluster, int round)
    {
        var gate = $"gate-{round}";
        string[] again = [.. Enumerable.Range(0, 3).Select(i => $"again-{round}-{i}")];
        string[] once = [.. Enumerable.Range(0, 6).Select(i => $"once-{round}-{i}")];
        var parent = cluster.Nodes[0];
        foreach (var id in again)
            await parent.OkAsync("spawn", id, "AtLeastOnce", "3", gate);
        foreach (var id in once)
            await parent.OkAsync("spawn", id, "AtMostOnce", "1", gate);
        var owners = new Dictionary<string, string>();
        foreach (var id in again.Concat(once))
        {
            owners[id] = (await NodeCluster.UntilAsync(parent, id, static status => status[0] == "Running"))[2];
            // In the journal too, so that the body has begun before its node dies.
            while (!cluster.LinesOf("begin", id).Any())
                await Task.Delay(20);
        }

        var victim = cluster[owners[again[0]]];
        await victim.KillAsync();
        var survivor = cluster.OtherThan(victim.Node);
        foreach (var id in again.Where(id => owners[id] == victim.Node))
            await NodeCluster.UntilAsync(survivor, id, static status => status[0] == "Running" && status[1] == "2");
        cluster.Open(gate);
        foreach (var id in again)
        {
            var attempt = owners[id] == victim.Node ? "2" : "1";
            Assert.Equal(attempt, (await survivor.OkAsync("join", id))[1]);
            Assert.Equal(["Done", attempt], (await survivor.OkAsync("status", id))[..2]);
            Assert.Single(cluster.LinesOf("end", id));
        }

        foreach (var id in once)
        {
            var answer = await survivor.CallAsync("join", id);
            Assert.Equal(owners[id] == victim.Node ? nameof(JobLostException) : "ok", answer[0]);
            Assert.Equal(owners[id] == victim.Node ? "Lost" : "Done", (await survivor.OkAsync("status", id))[0]);
            Assert.Single(cluster.LinesOf("begin", id));
        }

        await cluster.RemoveAsync(victim);
        await cluster.AddAsync();
        await cluster.KnowEachOtherAsync();
    }
}
