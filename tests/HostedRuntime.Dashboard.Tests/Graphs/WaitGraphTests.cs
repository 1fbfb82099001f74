using HostedRuntime.Dashboard.Graphs;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Tests.Graphs;

public sealed class WaitGraphTests
{
    [Fact]
    public void Of_Deadlock_HasRedCircle()
    {
        var graph = WaitGraphBuilder.Of(Frames.Of(Frames.Deadlock()));

        Assert.Equal(["resource:1", "resource:2", "task:1", "task:2"], graph.Nodes.Select(static node => node.Key).Order(StringComparer.Ordinal));
        Assert.All(graph.Nodes, static node => Assert.True(node.IsInCycle));
        Assert.Equal(4, graph.Edges.Count(static edge => edge.IsInCycle));
    }

    [Fact]
    public void Of_JoinOfTask_LeadsToTask()
    {
        var graph = WaitGraphBuilder.Of(Frames.Of(Frames.Snapshot([Frames.Task(1, "parent", 1, Frames.Join(2)), Frames.Task(2, "child")])));

        Assert.Equal([new GraphEdge("task:1", "task:2", IsHold: false, IsInCycle: false)], graph.Edges);
    }

    [Fact]
    public void Of_HolderThatHasEnded_NamesIt()
    {
        var stock = Frames.Mutex(1, "stock");
        var row = Frames.Held(stock, 7, 1) with { Holders = [new HolderSnapshot(7, "'import'", "lock", HasEnded: true)] };
        var graph = WaitGraphBuilder.Of(Frames.Of(Frames.Snapshot([Frames.Task(2, null, 1, Frames.Lock(stock))], [row])));
        var holder = graph.Nodes.Single(static node => node.Key == "task:7");

        Assert.Equal(("import", "has ended"), (holder.Title, holder.Note));
    }

    [Fact]
    public void Of_ManyWaiters_FoldsThem()
    {
        var stock = Frames.Mutex(1, "stock");
        var graph = WaitGraphBuilder.Of(Frames.Of(Frames.Snapshot(Enumerable.Range(2, 1000).Select(id => Frames.Task(id, null, id, Frames.Lock(stock))), [Frames.Held(stock, 1, 1000)])));

        Assert.Equal("997 more tasks", graph.Nodes.Single(static node => node.Kind == GraphNodeKind.More).Title);
        Assert.Equal(6, graph.Nodes.Count);
    }

    [Fact]
    public void Limited_OfLargeGraph_KeepsDeadlock()
    {
        var graph = WaitGraphBuilder.Of(Frames.Of(
            Frames.Snapshot(Enumerable.Range(100, 600).Select(static id => Frames.Task(id, null, 1, Frames.Join(id + 1))), name: "other"), Frames.Deadlock())).Limited();

        Assert.Equal(WaitGraph.MostNodes, graph.Nodes.Count);
        Assert.Equal(4, graph.Nodes.Count(static node => node.IsInCycle));
        Assert.Equal(405, graph.LeftOut);
    }

    [Fact]
    public void Around_Task_HasItsNeighbourhood()
    {
        var graph = WaitGraphBuilder.Of(Frames.Of(Frames.Snapshot(Enumerable.Range(1, 20).Select(static id => Frames.Task(id, null, 1, Frames.Join(id + 1))))));

        Assert.Equal(["task:8", "task:9", "task:10", "task:11", "task:12"], graph.Around(["task:10"], 2).Nodes.Select(static node => node.Key));
    }

    [Fact]
    public void Layout_OfAnyGraph_PutsNodesApart()
    {
        var stock = Frames.Mutex(500, "stock");
        var graph = WaitGraphBuilder.Of(Frames.Of(
            Frames.Deadlock(), Frames.Snapshot(Enumerable.Range(10, 40).Select(id => Frames.Task(id, null, 1, Frames.Join(id * 7 % 50), Frames.Lock(stock))), [Frames.Held(stock, 3)], "other")));
        var layout = GraphLayout.Of(graph);
        var places = graph.Nodes.Select(node => layout.PlaceOf(node.Key)).ToList();

        Assert.Equal(places.Count, places.Distinct().Count());
        foreach (var (x, y) in places)
        {
            Assert.InRange(x + GraphLayout.NodeWidth, 0, layout.Width);
            Assert.InRange(y + GraphLayout.NodeHeight, 0, layout.Height);
            Assert.DoesNotContain(places, other => other.X == x && other.Y > y && other.Y < y + GraphLayout.NodeHeight);
        }
    }
}
