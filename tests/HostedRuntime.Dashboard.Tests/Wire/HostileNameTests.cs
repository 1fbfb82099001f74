using System.Text.Json;
using System.Xml.Linq;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Graphs;
using HostedRuntime.Dashboard.Views;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Tests.Wire;

/// <summary>Names that a program can give its tasks. Everything is text in the end, and nothing is markup.</summary>
public sealed class HostileNameTests
{
    public static TheoryData<string> Names =>
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "</text></svg><script>alert(1)</script>",
        "\"><svg/onload=alert(1)>",
        "'; drop & more &lt;",
        "\u202Eevil\u202C",
        "\u05E9\u05DC\u05D5\u05DD",
        "\U0001F4A3\U0001F468\u200D\U0001F469\u200D\U0001F467",
        "half \uD83D pair",
        "line\nfeed\r\ndata: {}\n\nevent: snapshot",
        "\0\u0001\u001b[31m\uFFFF",
        new string('x', 4096),
        string.Concat(Enumerable.Repeat("\U0001F4A3", 2048)),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Event_WithName_IsOneLineOfJson(string name)
    {
        var frame = Frames.Of(Frames.Deadlock(name));
        foreach (var rows in new[] { TaskRows.Of(frame, new ViewQuery()), OverviewRows.Of(frame), ResourceRows.Of(frame, new ViewQuery()), GraphRows.Of(frame, new ViewQuery()) })
        {
            var data = EventJson.Snapshot(new ViewState { Seq = 1, At = Frames.At, View = "any", Rows = rows.Rows, Meta = $"{{{rows.Meta}}}" });

            Assert.DoesNotContain('\n', data);
            Assert.DoesNotContain('<', data);
            using var parsed = JsonDocument.Parse(data);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Event_WithNameOfRuntimeOrPlugin_IsOneLineOfJson(string name)
    {
        var held = Frames.Held(Frames.Mutex(1, name), 7) with { Holders = [new HolderSnapshot(7, name, name, HasEnded: true)] };
        var snapshot = Frames.Snapshot([Frames.Task(1, name, 3, Frames.Lock(Frames.Mutex(1, name))) with { Group = name, File = name }], [held], name) with
        {
            Lints = [Frames.Lint("HR004", 1, Frames.Mutex(1, name)) with { Text = name, Advice = name }],
            Workers = [new WorkerSnapshot { Index = 0, State = WorkerState.Stalled, TaskId = 1, BlockedIn = name }],
        };
        var frame = Frames.Of(snapshot) with { Stalls = [new Stall(name, 0, Frames.Task(1, name), Frames.At, Frames.At, name)] };
        var report = new StartupReport(name, TimeSpan.FromSeconds(1), [new StartupStep(name, PluginPhase.Setup, TimeSpan.Zero, TimeSpan.FromSeconds(1), false) { Error = name }]);
        var query = new ViewQuery();
        foreach (var rows in new[] { TaskRows.Of(frame, query), TaskRows.Of(frame, query with { Group = "stack" }), OverviewRows.Of(frame), ResourceRows.Of(frame, query), GraphRows.Of(frame, query), WorkerRows.Of(frame, query), StartupRows.Of([report], query) })
        {
            var data = EventJson.Snapshot(new ViewState { Seq = 1, At = Frames.At, View = "any", Runtimes = [name], Rows = rows.Rows, Meta = rows.Meta.Length == 0 ? "{}" : $"{{{rows.Meta}}}" });

            Assert.DoesNotContain('\n', data);
            Assert.DoesNotContain('<', data);
            using var parsed = JsonDocument.Parse(data);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Graph_WithName_HasNoForeignElement(string name)
    {
        var svg = XDocument.Parse(GraphSvg.Of(WaitGraphBuilder.Of(Frames.Of(Frames.Deadlock(name)))));

        Assert.Subset(new HashSet<string> { "svg", "defs", "marker", "path", "g", "title", "rect", "text" }, svg.Descendants().Select(static element => element.Name.LocalName).ToHashSet());
        Assert.DoesNotContain(svg.Descendants().Attributes(), static attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName is "style" or "href");
    }

    [Fact]
    public void Name_OfFourKilobytes_IsShortInRowAndWholeInDetail()
    {
        var name = new string('x', 4096);
        var frame = Frames.Of(Frames.Snapshot([Frames.Task(1, name)]));
        using var row = JsonDocument.Parse(EventJson.Row(TaskRows.Of(frame, new ViewQuery()).Rows.Single()));
        using var detail = JsonDocument.Parse(TaskDetail.Of(frame, "default", 1)!);

        Assert.Equal(WireText.MostInRow + 1, row.RootElement.GetProperty("name").GetString()!.Length);
        Assert.Equal(name, detail.RootElement.GetProperty("name").GetString());
    }
}
