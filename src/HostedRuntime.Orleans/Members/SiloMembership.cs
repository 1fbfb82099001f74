using System.Runtime.CompilerServices;

namespace HostedRuntime.Cluster.Grains;

/// <summary>The nodes, as this silo sees them. Any thread.</summary>
internal sealed class SiloMembership(IClusterMembershipService membership, ILocalSiloDetails self, IGrainFactory grains) : IClusterMembership
{
    public string Node => self.SiloAddress.ToParsableString();

    public async Task<ClusterSnapshot> CaptureAsync(CancellationToken cancellationToken = default)
        => await NodeFigures.AddToAsync(SnapshotOf(membership.CurrentSnapshot), grains, cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<ClusterSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in membership.MembershipUpdates.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return SnapshotOf(update);
    }

    private static ClusterSnapshot SnapshotOf(ClusterMembershipSnapshot snapshot) => new(
        snapshot.Version.Value,
        [.. snapshot.Members.Values
            .Select(static member => new ClusterNode(member.SiloAddress.ToParsableString(), member.Name, NodeFigures.StateOf(member.Status)))
            .OrderBy(static node => node.Id, StringComparer.Ordinal)]);
}
