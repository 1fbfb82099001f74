using HostedRuntime.Atomics;

namespace HostedRuntime;

/// <summary>Counts the faulted tasks of a runtime by the full name of the exception's type. Any thread.</summary>
/// <remarks>
/// One lock for all threads, because a throw costs a hundred times as much. Names and not types, so that the counts do not keep the code of
/// an unloaded plugin in memory.
/// </remarks>
internal sealed class FaultCounts
{
    private readonly Lock _gate = new();

    /// <summary>Created by the first fault, because most runtimes have none. Guarded by `_gate`.</summary>
    private Dictionary<string, long>? _counts;

    public void Add(Exception exception)
    {
        var type = exception.GetType();
        var name = type.FullName ?? type.Name;
        using (_gate.Hold())
        {
            _counts ??= [];
            _counts[name] = _counts.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>Returns the counts so far.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Read()
    {
        using (_gate.Hold())
            return _counts is null ? [] : [.. _counts];
    }
}
