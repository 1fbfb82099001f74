using HostedRuntime.Dashboard.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HostedRuntime.Dashboard.Tests.Views;

public sealed class ViewQueryTests
{
    [Theory]
    [InlineData("100000", 500)]
    [InlineData("500", 500)]
    [InlineData("7", 7)]
    [InlineData("0", 1)]
    [InlineData("many", 500)]
    public void Of_Top_IsWithinCeiling(string top, int expected) => Assert.Equal(expected, Of("top", top).Top);

    [Fact]
    public void Of_LongText_IsCut() => Assert.Equal(200, Of("filter", new string('x', 100_000)).Filter!.Length);

    [Fact]
    public void Of_States_IsList() => Assert.Equal(["running", "queued"], Of("state", "running, queued,").States);

    [Fact]
    public void Of_TabWithoutNumber_IsNoStream() => Assert.Null(Of("tab", "a").Stream);

    [Theory]
    [InlineData("waiting", "1,2")]
    [InlineData("RUNNING,queued", "3")]
    [InlineData("ended", "")]
    public void Tasks_OfChosenState_AreListed(string state, string expected)
    {
        var frame = Frames.Of(Frames.Snapshot([Frames.Task(1), Frames.Task(2), Frames.Task(3) with { State = HostedRuntime.Diagnostics.TaskState.Running }]));

        Assert.Equal(expected, string.Join(',', TaskRows.Of(frame, Of("state", state)).Rows.Select(static row => row.Key)));
    }

    [Theory]
    [InlineData("task", "10", "7")]
    [InlineData("filter", "order-1 ", "4")]
    [InlineData("filter", "nothing", "0")]
    [InlineData("view", "graph", "21")]
    public void Graph_OfChosenNodes_HasTheirNeighbourhood(string name, string value, string nodes)
    {
        var frame = Frames.Of(Frames.Snapshot(Enumerable.Range(1, 20).Select(static id => Frames.Task(id, $"order-{id} ", 1, Frames.Join(id + 1)))));

        Assert.Equal(nodes, Field.Text(GraphRows.Of(frame, Of(name, value)).Rows.Single(), "nodes"));
    }

    [Fact]
    public void Groups_OfTasksInSeveralStates_HaveMostFrequentFirst()
    {
        var tasks = Enumerable.Range(1, 1200).Select(static id => Frames.Task(id, $"order-{id}") with { State = id % 100 == 0 ? HostedRuntime.Diagnostics.TaskState.Running : HostedRuntime.Diagnostics.TaskState.Waiting });

        Assert.Equal("1,188 Waiting, 12 Running", Field.Text(TaskRows.Of(Frames.Of(Frames.Snapshot(tasks)), new ViewQuery { Group = "name" }).Rows.Single(), "state"));
    }

    private static ViewQuery Of(string name, string value) => ViewQuery.Of(new QueryCollection(new Dictionary<string, StringValues> { [name] = value }));
}
