using HostedRuntime.Atomics;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>Counts something rare by the spawn site of its task. Any thread.</summary>
internal sealed class SiteCounts
{
    /// <summary>Further sites are counted as one without a place, so that generated code cannot fill the memory.</summary>
    private const int MostSites = 100;

    private readonly Lock _gate = new();

    /// <summary>Created by the first count, because most runtimes have none.</summary>
    private Dictionary<(string File, int Line), long>? _counts;

    public void Add(SpawnSite site)
    {
        var key = (site.FileName, site.Line);
        using (_gate.Hold())
        {
            _counts ??= [];
            if (_counts.Count >= MostSites && !_counts.ContainsKey(key))
                key = ("", 0);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Returns the counts so far, the highest first.</summary>
    public List<(string File, int Line, long Count)> Read()
    {
        using (_gate.Hold())
            return _counts is null ? [] : [.. _counts.Select(static entry => (entry.Key.File, entry.Key.Line, entry.Value)).OrderByDescending(static entry => entry.Value)];
    }
}
