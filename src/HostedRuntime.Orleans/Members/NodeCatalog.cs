using System.Collections.Concurrent;
using HostedRuntime.Cluster.Jobs;

namespace HostedRuntime.Cluster.Grains;

/// <summary>The choice of a node.</summary>
/// <param name="Node">The node, or null if none can take the job now.</param>
/// <param name="IsUnknownName">Whether every node has answered that it does not know the name.</param>
/// <param name="KnownNames">The names that the nodes have.</param>
internal sealed record NodeChoice(string? Node, bool IsUnknownName, IReadOnlyCollection<string> KnownNames);

/// <summary>Where an attempt is.</summary>
internal enum AttemptPlace
{
    /// <summary>Its node runs it, or gave no answer.</summary>
    There,

    /// <summary>Its node lives, and does not run it.</summary>
    Missing,

    /// <summary>Its node has died or was taken for dead.</summary>
    Gone,
}

/// <summary>Knows the live nodes and the names of their jobs, and calls them. Any thread.</summary>
internal sealed class NodeCatalog(IClusterMembershipService membership, ILocalSiloDetails self, IGrainFactory grains, ClusterCalls calls)
{
    // The names of a node do not change while it lives, and a node that starts again has another address.
    private readonly ConcurrentDictionary<SiloAddress, string[]> _names = new();

    /// <summary>How long the call that hands out an attempt may be under way.</summary>
    public TimeSpan StartTimeout => calls.StoreTimeout;

    public string Self => self.SiloAddress.ToParsableString();

    /// <summary>Chooses a node that knows a job, at random. The node of the caller comes last.</summary>
    /// <remarks>So the record of a job and its body are on two nodes: the death of one is noticed by the other at once.</remarks>
    public async Task<NodeChoice> ChooseAsync(string name, IReadOnlyCollection<string> refused)
    {
        var active = Active().ToArray();
        Random.Shared.Shuffle(active);
        HashSet<string> known = [];
        var isSure = true;
        foreach (var node in active.OrderBy(node => node.Equals(self.SiloAddress)))
        {
            if (await NamesOfAsync(node).ConfigureAwait(true) is not { } names)
            {
                isSure = false;
                continue;
            }

            known.UnionWith(names);
            if (names.Contains(name, StringComparer.Ordinal) && !refused.Contains(node.ToParsableString()))
                return new NodeChoice(node.ToParsableString(), false, known);
        }

        return new NodeChoice(null, isSure && active.Length > 0 && !known.Contains(name), known);
    }

    public async Task<JobAdmission> StartAsync(string node, string job) => (JobAdmission)await Of(node).StartAsync(job).ConfigureAwait(true);

    public Task CancelAsync(string node, string id, int attempt) => Of(node).CancelAsync(id, attempt);

    /// <summary>Asks the node of an attempt whether it runs it.</summary>
    public async Task<AttemptPlace> FindAsync(JobRecord running)
    {
        var node = SiloAddress.FromParsableString(running.Owner!);
        if (await IsGoneAsync(node).ConfigureAwait(true))
            return AttemptPlace.Gone;
        try
        {
            return await Of(running.Owner!).RunsAsync(running.Id, running.Attempt).ConfigureAwait(true) ? AttemptPlace.There : AttemptPlace.Missing;
        }
        catch (Exception)
        {
            // It may be dead and not detected yet, or busy. A later check asks again.
            return AttemptPlace.There;
        }
    }

    public IEnumerable<SiloAddress> Active()
        => membership.CurrentSnapshot.Members.Values.Where(static member => member.Status == SiloStatus.Active).Select(static member => member.SiloAddress);

    private INodeGrain Of(string node) => grains.GetGrain<INodeGrain>(node);

    private async Task<bool> IsGoneAsync(SiloAddress node)
    {
        var status = membership.CurrentSnapshot.GetSiloStatus(node);
        if (status == SiloStatus.None)
        {
            // The node is new, or it was forgotten here. The table of Orleans knows.
            await calls.WithinStoreTimeoutAsync(() => membership.Refresh().AsTask()).ConfigureAwait(true);
            status = membership.CurrentSnapshot.GetSiloStatus(node);
        }

        return status is SiloStatus.Dead or SiloStatus.None;
    }

    private async Task<string[]?> NamesOfAsync(SiloAddress node)
    {
        if (_names.TryGetValue(node, out var known))
            return known;
        try
        {
            return _names[node] = await Of(node.ToParsableString()).GetNamesAsync().ConfigureAwait(true);
        }
        catch (Exception)
        {
            // Another node is asked first.
            return null;
        }
    }
}
