using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>A process that is suspended for longer than its leases, and then goes on as if nothing had been.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class SuspendTests
{
    private const int Limit = 300_000;

    [Fact(Timeout = Limit)]
    public async Task Resume_OwnerOfAJob_CannotWriteItsResult()
    {
        await using var nodes = await RedisNodes.StartAsync();
        var cluster = nodes.Cluster;
        await cluster.Nodes[0].OkAsync("spawn", "j", "AtLeastOnce", "3", "g");
        var owner = (await NodeCluster.UntilAsync(cluster.Nodes[0], "j", static status => status[0] == "Running"))[2];
        while (!cluster.LinesOf("begin", "j").Any())
            await Task.Delay(20);
        var zombie = cluster[owner];
        var survivor = cluster.OtherThan(owner);
        await zombie.SuspendAsync();
        var next = (await NodeCluster.UntilAsync(survivor, "j", static status => status[0] == "Running" && status[1] == "2"))[2];
        // Both bodies may end now. The zombie ends its attempt, or is ended by Orleans, which ends a silo that finds itself dead.
        await zombie.ResumeAsync();
        cluster.Open("g");
        Assert.Equal([cluster[next].Settings.Name, "2"], await survivor.OkAsync("join", "j"));
        while (!zombie.HasExited && !cluster.LinesOf("end", "j").Any(static line => line[2] == "1") && !cluster.LinesOf("cancelled", "j").Any())
            await Task.Delay(50);

        Assert.Equal(["Done", "2", next], await survivor.OkAsync("status", "j"));
    }

    [Fact(Timeout = Limit)]
    public async Task Resume_HolderOfALock_HasLostIt()
    {
        await using var nodes = await RedisNodes.StartAsync();
        var cluster = nodes.Cluster;
        var zombie = cluster.Nodes[2];
        var first = long.Parse((await zombie.OkAsync("lock", "l"))[0], null);
        var next = cluster.Nodes[0].OkAsync("lock", "l");
        await zombie.SuspendAsync();
        var second = long.Parse((await next)[0], null);
        Assert.True(second > first);
        await zombie.ResumeAsync();

        // It learns by its own clock, or has been ended as a silo that was taken for dead.
        while (!zombie.HasExited && !cluster.LinesOf("lost", "l").Any())
            await Task.Delay(50);
        var answer = await zombie.CallAsync("held", "l");
        Assert.True(answer is ["ok", "False"] or ["NodeEnded"], string.Join(' ', answer));
        Assert.Equal("True", (await cluster.Nodes[0].OkAsync("held", "l"))[0]);
        // And it cannot take it back.
        await cluster.Nodes[0].OkAsync("unlock", "l");
        Assert.True(long.Parse((await cluster.Nodes[1].OkAsync("lock", "l"))[0], null) > second);
    }
}
