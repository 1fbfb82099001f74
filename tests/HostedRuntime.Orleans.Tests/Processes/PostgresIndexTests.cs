using HostedRuntime.Tests.Nodes;
using HostedRuntime.Tests.Nodes.Harness;
using Npgsql;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>The index that the page about clusters asks for, with many first writes of a grain at the same time.</summary>
[Collection(SharedClusterDefinition.Name)]
public sealed class PostgresIndexTests
{
    private const int Writers = 12;

    [Fact(Timeout = 120_000)]
    public async Task FirstWrites_AtTheSameTime_LeaveOneRow()
    {
        Assert.SkipWhen(StoreServers.MissingFor(StoreKind.PostgreSql) is not null, StoreServers.MissingFor(StoreKind.PostgreSql) ?? "");
        await using var server = new PostgresServer();
        await server.StartAsync();
        await using var connections = NpgsqlDataSource.Create(server.Store.Connection);
        for (var round = 0; round < 40; round++)
        {
            var key = $"grain-{round}";
            var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, Writers).Select(_ => WriteFirstAsync(connections, key, begin.Task)).ToList();
            begin.SetResult();
            Assert.Equal(1, (await Task.WhenAll(writers)).Count(static isStored => isStored));
            await using var command = connections.CreateCommand("SELECT count(*) FROM orleansstorage WHERE grainidextensionstring = $1");
            command.Parameters.AddWithValue(key);
            Assert.Equal(1L, await command.ExecuteScalarAsync());
        }
    }

    private static async Task<bool> WriteFirstAsync(NpgsqlDataSource connections, string key, Task begin)
    {
        await using var connection = await connections.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT newgrainstateversion FROM writetostorage(1, 0, 0, 2, 'job', $1, 'tests', NULL, '\\x00')", connection);
        command.Parameters.AddWithValue(key);
        await begin;
        try
        {
            return await command.ExecuteScalarAsync() is 1;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }
}
