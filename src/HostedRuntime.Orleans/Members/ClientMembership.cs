using System.Runtime.CompilerServices;

namespace HostedRuntime.Cluster.Grains;

/// <summary>The nodes, as a client asks for them. Any thread.</summary>
internal sealed class ClientMembership(IGrainFactory grains, ClusterCalls calls, TimeProvider clock) : IClusterMembership
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    public string Node { get; } = $"client:{Environment.MachineName}:{Environment.ProcessId}";

    public async Task<ClusterSnapshot> CaptureAsync(CancellationToken cancellationToken = default)
        => await NodeFigures.AddToAsync(await ReadAsync(0, cancellationToken).ConfigureAwait(false), grains, cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<ClusterSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ClusterSnapshot? last = null;
        while (true)
        {
            var now = await ReadAsync((last?.Version ?? 0) + 1, cancellationToken).ConfigureAwait(false);
            if (last is null || !now.Nodes.SequenceEqual(last.Nodes))
                yield return last = now;
            await Task.Delay(s_pause, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the nodes. A client is not told the version of the table, so it counts the changes that it sees.</summary>
    private async Task<ClusterSnapshot> ReadAsync(long version, CancellationToken cancellationToken)
    {
        var hosts = await calls.RepeatAsync(() => grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: false), cancellationToken).ConfigureAwait(false);
        return new ClusterSnapshot(
            version,
            [.. hosts.Select(static host => new ClusterNode(host.SiloAddress.ToParsableString(), host.SiloName ?? "", NodeFigures.StateOf(host.Status))).OrderBy(static node => node.Id, StringComparer.Ordinal)]);
    }
}
