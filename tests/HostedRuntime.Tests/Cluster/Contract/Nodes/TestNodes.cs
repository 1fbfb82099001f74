using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Tests.Cluster;

/// <summary>The nodes that a contract is tested on: one without a cluster, or several of a cluster.</summary>
public abstract class TestNodes : IAsyncDisposable
{
    /// <summary>The services of each node that runs.</summary>
    public abstract IReadOnlyList<IServiceProvider> Running { get; }

    /// <summary>Whether there are nodes that a job can move to.</summary>
    public bool AreSeveral => Running.Count > 1;

    public IJobs JobsOf(int node) => ServicesOf(node).GetRequiredService<IJobs>();

    public IClusterLocks LocksOf(int node) => ServicesOf(node).GetRequiredService<IClusterLocks>();

    public IClusterChannels ChannelsOf(int node) => ServicesOf(node).GetRequiredService<IClusterChannels>();

    public IClusterMembership MembershipOf(int node) => ServicesOf(node).GetRequiredService<IClusterMembership>();

    /// <summary>Finds the node that holds the items of a channel.</summary>
    public abstract Task<string> NodeOfChannelAsync(string name);

    /// <summary>Stops a node as its host would, and returns when it has stopped.</summary>
    public abstract Task StopAsync(string node);

    /// <summary>Returns the services of a node. Numbers beyond the last node begin again, so a test is written for several nodes.</summary>
    public IServiceProvider ServicesOf(int node) => Running[node % Running.Count];

    public abstract ValueTask DisposeAsync();
}
