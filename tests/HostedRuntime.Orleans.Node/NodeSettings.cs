using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Tests.Nodes;

/// <summary>How a node is started, as its command line.</summary>
internal sealed record NodeSettings(string Cluster, string Name, string Folder, int SiloPort, int GatewayPort, NodeStore Store)
{
    public TimeSpan LockTimeToLive { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Whether a dead node is noticed within some two seconds. False: the defaults of Orleans.</summary>
    public bool FastDetection { get; init; } = true;

    /// <summary>How often the node reads the table of nodes by itself. A node that was taken for dead learns it there.</summary>
    public TimeSpan TableRefresh { get; init; } = TimeSpan.FromSeconds(5);

    public string[] ToArguments() =>
    [
        "node", Cluster, Name, Folder, $"{SiloPort}", $"{GatewayPort}", $"{Store.Kind}", Store.Connection, $"{LockTimeToLive:c}", $"{FastDetection}", $"{TableRefresh:c}",
    ];

    public static NodeSettings Parse(string[] args) => new(args[0], args[1], args[2], Number(args[3]), Number(args[4]), new NodeStore(Enum.Parse<StoreKind>(args[5]), args[6]))
    {
        LockTimeToLive = TimeSpan.Parse(args[7], CultureInfo.InvariantCulture),
        FastDetection = bool.Parse(args[8]),
        TableRefresh = TimeSpan.Parse(args[9], CultureInfo.InvariantCulture),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

internal enum StoreKind
{
    Redis,
    PostgreSql,
}

/// <summary>A store outside of the nodes.</summary>
internal sealed record NodeStore(StoreKind Kind, string Connection)
{
    public void AddTo(ISiloBuilder silo)
    {
        if (Kind == StoreKind.Redis)
        {
            silo.UseRedisClustering(options => options.ConfigurationOptions = ConnectTo(Connection))
                .AddRedisGrainStorage("jobs", options => (options.ConfigurationOptions, options.DeleteStateOnClear) = (ConnectTo(Connection), true));
            return;
        }

        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", Connection))
            .AddAdoNetGrainStorage("jobs", options => (options.Invariant, options.ConnectionString, options.DeleteStateOnClear) = ("Npgsql", Connection, true));
    }

    private static StackExchange.Redis.ConfigurationOptions ConnectTo(string connection)
    {
        var options = StackExchange.Redis.ConfigurationOptions.Parse(connection);
        // A server that comes back after some seconds is found again.
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new StackExchange.Redis.LinearRetry(500);
        return options;
    }
}
