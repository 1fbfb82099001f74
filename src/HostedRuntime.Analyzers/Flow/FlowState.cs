using System.Collections.Immutable;

namespace HostedRuntime.Analyzers.Flow;

/// <summary>The facts at a point of a function. Immutable. A variable without a fact is free on every path.</summary>
internal sealed class FlowState
{
    private FlowState(ImmutableDictionary<FlowKey, Fact> facts) => Facts = facts;

    public static FlowState Empty { get; } = new(ImmutableDictionary<FlowKey, Fact>.Empty);

    public ImmutableDictionary<FlowKey, Fact> Facts { get; }

    public Fact? this[FlowKey key] => Facts.TryGetValue(key, out var fact) ? fact : null;

    public FlowState With(FlowKey key, Fact fact) => new(Facts.SetItem(key, fact));

    public FlowState Without(FlowKey key) => Facts.ContainsKey(key) ? new(Facts.Remove(key)) : this;

    /// <summary>Returns the facts that hold where two paths meet: a fact of one path alone is no longer certain.</summary>
    public FlowState Join(FlowState other)
    {
        var joined = Facts;
        foreach (var entry in Facts)
        {
            if (!other.Facts.TryGetValue(entry.Key, out var fact) || !fact.IsCertain)
                joined = joined.SetItem(entry.Key, entry.Value.OnSomePath());
        }

        foreach (var entry in other.Facts)
        {
            if (!joined.ContainsKey(entry.Key))
                joined = joined.SetItem(entry.Key, entry.Value.OnSomePath());
        }

        return joined == Facts ? this : new(joined);
    }

    public bool IsSameAs(FlowState other)
    {
        if (ReferenceEquals(Facts, other.Facts))
            return true;
        if (Facts.Count != other.Facts.Count)
            return false;
        foreach (var entry in Facts)
        {
            if (!EqualityComparer<Fact?>.Default.Equals(other[entry.Key], entry.Value))
                return false;
        }

        return true;
    }
}
