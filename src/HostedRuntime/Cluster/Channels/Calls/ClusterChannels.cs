namespace HostedRuntime.Cluster.Channels;

/// <summary>Makes channels over a backend.</summary>
internal sealed class ClusterChannels(IChannelBackend backend) : IClusterChannels
{
    private const int MaxCapacity = 65_536;

    public ClusterChannel<T> Bounded<T>(string name, int capacity)
    {
        ClusterName.Check(name, "channel");
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        return new ClusterChannel<T>(new ChannelCalls(name, capacity, backend));
    }
}
