using HostedRuntime.Tests.Nodes.Harness;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>Three nodes as processes, with a real Redis that is ended with the test.</summary>
internal sealed class RedisNodes : IAsyncDisposable
{
    private RedisNodes(RedisServer redis)
    {
        Redis = redis;
        Cluster = new NodeCluster(redis.Store);
    }

    public RedisServer Redis { get; }

    public NodeCluster Cluster { get; }

    public static async Task<RedisNodes> StartAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sends signals of Linux.");
        Assert.SkipUnless(RedisServer.IsInstalled, "There is no redis-server. On Debian: apt-get install redis-server.");
        var redis = new RedisServer();
        await redis.StartAsync();
        var nodes = new RedisNodes(redis);
        await nodes.Cluster.StartAsync(3);
        return nodes;
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
