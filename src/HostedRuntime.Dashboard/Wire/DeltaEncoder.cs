namespace HostedRuntime.Dashboard.Wire;

/// <summary>
/// Knows the rows that one page has, and returns the differences to each new state. It compares with what was sent last, so states that a
/// slow page missed need no memory. Not thread-safe.
/// </summary>
internal sealed class DeltaEncoder
{
    private readonly Dictionary<string, (WireRow Row, DateTimeOffset At)> _sent = [];
    private List<string> _order = [];

    /// <summary>Returns the difference, and notes that the page gets it.</summary>
    public Delta Next(ViewState state)
    {
        var changed = new List<WireRow>();
        var added = new List<string>();
        var order = new List<string>(state.Rows.Count);
        foreach (var row in state.Rows)
        {
            order.Add(row.Key);
            var isKnown = _sent.TryGetValue(row.Key, out var before);
            if (!isKnown)
                added.Add(row.Key);
            else if (row.IsKnownFrom(before.Row, (state.At - before.At).TotalSeconds))
                continue;
            changed.Add(isKnown ? row.After(before.Row) : row);
            _sent[row.Key] = (row, state.At);
        }

        var present = order.ToHashSet();
        var gone = _order.FindAll(key => !present.Contains(key));
        gone.ForEach(key => _sent.Remove(key));
        _order.RemoveAll(key => !present.Contains(key));
        _order.AddRange(added);
        var isInOrder = _order.SequenceEqual(order);
        _order = order;
        return new Delta(changed, gone, isInOrder ? null : order);
    }
}
