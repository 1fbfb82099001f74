using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>Nodes with a real PostgreSQL, and the tables of Orleans' own scripts.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class PostgresTests
{
    private const int Limit = 300_000;

    [Fact(Timeout = Limit)]
    public async Task Kill_Owner_RunsAgainAndLoses()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends signals of Linux.");
        Assert.SkipUnless(PostgresServer.IsInstalled, "There is no PostgreSQL. On Debian: apt-get install postgresql.");
        Assert.SkipUnless(PostgresServer.HasScripts, $"Set {PostgresServer.ScriptsVariable} to a folder with PostgreSQL-Main.sql, PostgreSQL-Clustering.sql and PostgreSQL-Persistence.sql of Orleans.");
        await using var postgres = new PostgresServer();
        await postgres.StartAsync();
        await using var cluster = new NodeCluster(postgres.Store);
        await cluster.StartAsync(3);
        var parent = cluster.Nodes[0];
        await parent.OkAsync("spawn", "again", "AtLeastOnce", "3", "g");
        for (var i = 0; i < 6; i++)
            await parent.OkAsync("spawn", $"once-{i}", "AtMostOnce", "1", "g");
        var owners = new Dictionary<string, string>();
        foreach (var id in Enumerable.Range(0, 6).Select(static i => $"once-{i}").Append("again"))
            owners[id] = (await NodeCluster.UntilAsync(parent, id, static status => status[0] == "Running"))[2];
        var victim = cluster[owners["again"]];
        var survivor = cluster.OtherThan(victim.Node);
        var fence = long.Parse((await victim.OkAsync("lock", "l"))[0], null);
        await victim.KillAsync();
        await NodeCluster.UntilAsync(survivor, "again", static status => status[0] == "Running" && status[1] == "2");
        cluster.Open("g");

        Assert.Equal("2", (await survivor.OkAsync("join", "again"))[1]);
        for (var i = 0; i < 6; i++)
        {
            var answer = await survivor.CallAsync("join", $"once-{i}");
            Assert.Equal(owners[$"once-{i}"] == victim.Node ? nameof(JobLostException) : "ok", answer[0]);
        }

        Assert.True(long.Parse((await survivor.OkAsync("lock", "l"))[0], null) > fence);
    }
}
