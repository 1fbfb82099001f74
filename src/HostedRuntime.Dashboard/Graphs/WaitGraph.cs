namespace HostedRuntime.Dashboard.Graphs;

/// <summary>The kinds of nodes of a graph of waits.</summary>
internal enum GraphNodeKind
{
    Task,
    Resource,

    /// <summary>Stands for several tasks that wait for the same resource and that nothing waits for.</summary>
    More,
}

/// <summary>A node of a graph of waits.</summary>
/// <param name="Key">The key in the graph, such as "task:17".</param>
/// <param name="Kind">The kind.</param>
/// <param name="Title">The name.</param>
/// <param name="Note">A second line, such as the state; empty for none.</param>
/// <param name="Id">The id of the task or the resource; 0 for a node of several tasks.</param>
internal sealed record GraphNode(string Key, GraphNodeKind Kind, string Title, string Note, long Id)
{
    public bool IsInCycle { get; init; }

    /// <summary>The name of the runtime of a task; null for other nodes, and for a task that no snapshot has.</summary>
    public string? Runtime { get; init; }
}

/// <summary>An arrow of a graph of waits.</summary>
/// <param name="From">The key of the node that cannot go on.</param>
/// <param name="To">The key of the node that it waits for, or that holds it.</param>
/// <param name="IsHold">True if the arrow leads from a resource to its holder.</param>
/// <param name="IsInCycle">True if the arrow is a part of a deadlock.</param>
internal sealed record GraphEdge(string From, string To, bool IsHold, bool IsInCycle);

/// <summary>A picture of who waits for whom: tasks, what they wait for, and who holds it. Immutable.</summary>
/// <param name="Nodes">The nodes. No key occurs twice.</param>
/// <param name="Edges">The arrows between these nodes.</param>
/// <param name="LeftOut">The number of nodes that were left out because they are too many.</param>
internal sealed record WaitGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, int LeftOut)
{
    /// <summary>The most nodes that a person can follow.</summary>
    public const int MostNodes = 200;

    /// <summary>Returns the graph of those nodes only that are at most that many arrows away from a start, in either direction.</summary>
    public WaitGraph Around(IEnumerable<string> starts, int distance)
    {
        var near = Near(starts, distance, int.MaxValue);
        return Only(near, LeftOut);
    }

    /// <summary>
    /// Returns the graph with at most <see cref="MostNodes"/> nodes: those near deadlocks first, then those near the nodes with the most
    /// arrows.
    /// </summary>
    public WaitGraph Limited()
    {
        if (Nodes.Count <= MostNodes)
            return this;
        var arrows = Edges.SelectMany(static edge => new[] { edge.From, edge.To }).CountBy(static key => key).ToDictionary();
        var starts = Nodes.OrderByDescending(static node => node.IsInCycle).ThenByDescending(node => arrows.GetValueOrDefault(node.Key)).Select(static node => node.Key);
        var kept = new HashSet<string>();
        foreach (var start in starts)
        {
            if (kept.Count == MostNodes)
                break;
            if (!kept.Contains(start))
                kept.UnionWith(Near([start], 2, MostNodes - kept.Count, kept));
        }

        return Only(kept, LeftOut + Nodes.Count - kept.Count);
    }

    private WaitGraph Only(HashSet<string> keys, int leftOut)
        => new([.. Nodes.Where(node => keys.Contains(node.Key))], [.. Edges.Where(edge => keys.Contains(edge.From) && keys.Contains(edge.To))], leftOut);

    private HashSet<string> Near(IEnumerable<string> starts, int distance, int most, HashSet<string>? except = null)
    {
        var neighbours = Edges.SelectMany(static edge => new[] { (From: edge.From, edge.To), (From: edge.To, To: edge.From) }).ToLookup(static edge => edge.From, static edge => edge.To);
        var near = new HashSet<string>();
        var border = starts.ToList();
        for (var step = 0; step <= distance && border.Count > 0; step++)
        {
            var next = new List<string>();
            foreach (var key in border)
            {
                if (near.Count == most)
                    return near;
                if (except?.Contains(key) != true && near.Add(key))
                    next.AddRange(neighbours[key]);
            }

            border = next;
        }

        return near;
    }
}
