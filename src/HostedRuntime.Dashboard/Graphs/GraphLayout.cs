namespace HostedRuntime.Dashboard.Graphs;

/// <summary>
/// The places of the nodes of a graph. Each part without arrows to the others is laid out in columns; the parts stand in rows.
/// </summary>
internal sealed class GraphLayout
{
    public const int NodeWidth = 190;
    public const int NodeHeight = 44;
    private const int ColumnGap = 70;
    private const int RowGap = 16;
    private const int PartGap = 28;
    private const int Margin = 24;

    /// <summary>Parts stand next to each other up to this width, which fits on a screen of 1280 pixels.</summary>
    private const int UsualWidth = 1180;

    // The order in a column settles after a few sweeps.
    private const int Sweeps = 4;

    private readonly Dictionary<string, (int X, int Y)> _places = [];
    private readonly Dictionary<string, int> _columns = [];

    // Where the next part goes, and the top of the row of parts.
    private int _left = Margin;
    private int _top = Margin;

    private GraphLayout()
    {
    }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>The upper left corner of a node.</summary>
    public (int X, int Y) PlaceOf(string key) => _places[key];

    /// <summary>Returns the number of the column of a node, from the left.</summary>
    public int ColumnOf(string key) => _columns[key];

    public static GraphLayout Of(WaitGraph graph)
    {
        var layout = new GraphLayout { Width = 2 * Margin, Height = Margin };
        // Deadlocks stand at the top, and then the largest parts.
        foreach (var part in Parts(graph).OrderByDescending(static part => part.Nodes.Any(static node => node.IsInCycle)).ThenByDescending(static part => part.Nodes.Count))
            layout.Add(part);
        return layout;
    }

    private static IEnumerable<WaitGraph> Parts(WaitGraph graph)
    {
        var left = graph.Nodes.Select(static node => node.Key).ToHashSet();
        foreach (var node in graph.Nodes)
        {
            if (!left.Contains(node.Key))
                continue;
            var part = graph.Around([node.Key], int.MaxValue - 1);
            left.ExceptWith(part.Nodes.Select(static member => member.Key));
            yield return part;
        }
    }

    private void Add(WaitGraph part)
    {
        var columns = Columns(part);
        Order(columns, part);
        var tallest = columns.Max(static column => column.Count);
        var width = (columns.Count * (NodeWidth + ColumnGap)) - ColumnGap;
        if (_left > Margin && _left + width > UsualWidth)
            (_left, _top) = (Margin, Height);
        for (var x = 0; x < columns.Count; x++)
        {
            // Columns are centred, so that arrows are short.
            var top = _top + ((tallest - columns[x].Count) * (NodeHeight + RowGap) / 2);
            for (var y = 0; y < columns[x].Count; y++)
            {
                _places[columns[x][y]] = (_left + (x * (NodeWidth + ColumnGap)), top + (y * (NodeHeight + RowGap)));
                _columns[columns[x][y]] = x;
            }
        }

        // An arrow back runs below its part.
        Height = Math.Max(Height, _top + (tallest * (NodeHeight + RowGap)) + PartGap);
        _left += width + ColumnGap;
        Width = Math.Max(Width, _left - ColumnGap + Margin);
    }

    /// <summary>Puts each node right of all nodes that wait for it. An arrow that would close a circle does not count.</summary>
    private static List<List<string>> Columns(WaitGraph part)
    {
        var following = part.Edges.ToLookup(static edge => edge.From, static edge => edge.To);
        var done = new List<string>();
        var open = new HashSet<string>();
        var forward = new List<(string From, string To)>();
        // Sources first, so that a circle is cut where no arrow comes from outside.
        var waitedFor = part.Edges.Select(static edge => edge.To).ToHashSet();
        foreach (var node in part.Nodes.OrderBy(node => waitedFor.Contains(node.Key)))
            Visit(node.Key);
        done.Reverse();
        var column = done.ToDictionary(static key => key, static _ => 0);
        var arrows = forward.ToLookup(static edge => edge.From, static edge => edge.To);
        foreach (var key in done)
        {
            foreach (var next in arrows[key])
                column[next] = Math.Max(column[next], column[key] + 1);
        }

        return [.. done.GroupBy(key => column[key]).OrderBy(static group => group.Key).Select(static group => group.ToList())];

        // The recursion is as deep as the graph has nodes at most, and that is few.
        void Visit(string key)
        {
            if (done.Contains(key) || !open.Add(key))
                return;
            foreach (var next in following[key])
            {
                if (open.Contains(next))
                    continue;
                forward.Add((key, next));
                Visit(next);
            }

            open.Remove(key);
            done.Add(key);
        }
    }

    /// <summary>Orders each column by the mean place of the neighbours in the column before, so that few arrows cross.</summary>
    private static void Order(List<List<string>> columns, WaitGraph part)
    {
        var neighbours = part.Edges.SelectMany(static edge => new[] { (edge.From, edge.To), (edge.To, edge.From) }).ToLookup(static edge => edge.Item1, static edge => edge.Item2);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var isForward = sweep % 2 == 0;
            for (var i = 1; i < columns.Count; i++)
            {
                var fixedColumn = isForward ? columns[i - 1] : columns[^i];
                var moved = isForward ? i : columns.Count - 1 - i;
                columns[moved] = [.. columns[moved].OrderBy(key => neighbours[key].Select(next => fixedColumn.IndexOf(next)).Where(static place => place >= 0).DefaultIfEmpty(columns[moved].IndexOf(key)).Average())];
            }
        }
    }
}
