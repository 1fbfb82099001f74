using System.Collections.Concurrent;

namespace HostedRuntime.Cluster.Grains;

/// <summary>
/// The jobs whose grains are active on this silo and have not ended. A change of the nodes is told to them at once. Any thread.
/// </summary>
internal sealed class LocalJobGrains
{
    private readonly ConcurrentDictionary<string, IJobGrain> _active = new(StringComparer.Ordinal);

    public ICollection<IJobGrain> All => _active.Values;

    public void Add(string id, IJobGrain grain) => _active[id] = grain;

    public void Remove(string id) => _active.TryRemove(id, out _);
}
