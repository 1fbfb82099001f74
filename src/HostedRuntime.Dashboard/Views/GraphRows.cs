using System.Globalization;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Graphs;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Views;

/// <summary>One row with the picture of who waits for whom.</summary>
internal static class GraphRows
{
    /// <summary>How many arrows around a chosen node are shown.</summary>
    private const int Neighbourhood = 3;

    public static ViewRows Of(Frame frame, ViewQuery query)
    {
        var whole = WaitGraphBuilder.Of(frame);
        var chosen = query.Task is { } task ? whole.Around([string.Create(CultureInfo.InvariantCulture, $"task:{task}")], Neighbourhood)
            : query.Filter is not null ? whole.Around(whole.Nodes.Where(node => query.Matches(node.Title, node.Note)).Select(static node => node.Key), Neighbourhood)
            : whole;
        var graph = chosen.Limited();
        var row = new WireRow(
            "graph",
            JsonText.Members(json =>
            {
                json.WriteString("svg", graph.Nodes.Count == 0 ? "" : GraphSvg.Of(graph));
                json.WriteNumber("nodes", graph.Nodes.Count);
                json.WriteNumber("edges", graph.Edges.Count);
                json.WriteNumber("cycles", frame.Runtimes.Sum(static runtime => runtime.Snapshot.Cycles.Count));
                json.WriteNumber("leftOut", graph.LeftOut);
            }),
            []);
        return new([row], graph.LeftOut, "");
    }
}
