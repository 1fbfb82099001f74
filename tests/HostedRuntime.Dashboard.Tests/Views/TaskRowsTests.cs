using HostedRuntime.Dashboard.Views;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Tests.Views;

public sealed class TaskRowsTests
{
    [Fact]
    public void Of_Tasks_OrdersByLintsThenByWait()
    {
        var frame = Frames.Of(Frames.Snapshot([Frames.Task(1, "a", 5), Frames.Task(2, "b", 50), Frames.Task(3, "c"), Frames.Task(4, "d", 1)]) with
        {
            Lints = [Frames.Lint("HR010", 3), Frames.Lint("HR005", 4, severity: LintSeverity.Error)],
        });

        Assert.Equal(["4", "3", "2", "1"], Keys(frame));
    }

    [Fact]
    public void Of_Deadlock_MarksAllMembers()
    {
        var frame = Frames.Of(Frames.Deadlock());

        Assert.Equal(["1", "2"], Keys(frame, new ViewQuery { Lint = "hr005" }));
    }

    [Theory]
    [InlineData("polls", false, "1,2,3")]
    [InlineData("polls", true, "3,2,1")]
    [InlineData("name", true, "1,3,2")]
    [InlineData("waitingForS", false, "2,1,3")]
    [InlineData("waitingForS", true, "1,2,3")]
    [InlineData("nothing", true, "1,2,3")]
    public void Of_SortedByColumn_PutsUnknownValuesLast(string column, bool descending, string expected)
    {
        var frame = Frames.Of(Frames.Snapshot([Frames.Task(1, "z", 9) with { Polls = 1 }, Frames.Task(2, "A", 3) with { Polls = 2 }, Frames.Task(3, "b") with { Polls = 3 }]));

        Assert.Equal(expected, string.Join(',', Keys(frame, new ViewQuery { Sort = column, Descending = descending })));
    }

    [Theory]
    [InlineData("INVOICE", "1")]
    [InlineData("stock", "2")]
    [InlineData("Orders.cs:7", "1,2,3")]
    [InlineData("3", "3")]
    [InlineData("nothing", "")]
    public void Of_FilteredByText_LooksAtNameWaitAndPlace(string filter, string expected)
    {
        var frame = Frames.Of(Frames.Snapshot([Frames.Task(1, "invoice-1", 3), Frames.Task(2, "b", 2, Frames.Lock(Frames.Mutex(9, "stock"))), Frames.Task(3, "c", 1)]));

        Assert.Equal(expected, string.Join(',', Keys(frame, new ViewQuery { Filter = filter })));
    }

    [Fact]
    public void Of_MoreTasksThanTop_CountsLeftOut()
    {
        var rows = TaskRows.Of(Frames.Of(Frames.Snapshot(Enumerable.Range(1, 700).Select(static id => Frames.Task(id)))), new ViewQuery());

        Assert.Equal((500, 200, 700), (rows.Rows.Count, rows.LeftOut, rows.Total));
    }

    [Fact]
    public void Of_GroupedByName_IgnoresNumbers()
    {
        var frame = Frames.Of(Frames.Snapshot([Frames.Task(1, "visitor-1"), Frames.Task(2, "visitor-22"), Frames.Task(3, "packer"), Frames.Task(4), Frames.Task(5, "77")]));
        var rows = TaskRows.Of(frame, new ViewQuery { Group = "name" }).Rows;

        Assert.Equal(["visitor", "77", "Orders.cs:7", "packer"], rows.Select(static row => Field.Text(row, "label")).OrderByDescending(static label => label == "visitor").ThenBy(static label => label, StringComparer.Ordinal));
        Assert.Equal("2", Field.Text(rows[0], "count"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("name")]
    public void Of_TaskWithTwoLints_HasMostSevereFirst(string group)
    {
        var snapshot = Frames.Snapshot([Frames.Task(1, "shipping")]) with { Lints = [Frames.Lint("HR004", 1), Frames.Lint("HR005", 1, severity: LintSeverity.Error)] };
        var row = TaskRows.Of(Frames.Of(snapshot), new ViewQuery { Group = group }).Rows.Single();

        Assert.Equal(("[\"HR005\",\"HR004\"]", "Error"), (Field.Text(row, "lints"), Field.Text(row, "lintSeverity")));
    }

    [Fact]
    public void Of_GroupedByStack_JoinsEqualPlaces()
    {
        static TaskSnapshot At(long id, string method, WaitSnapshot wait) => Frames.Task(id, waits: wait) with { Stack = new AsyncStack { Methods = [method], End = AsyncStackEnd.Wait, WaitsOn = wait.Text } };
        var frame = Frames.Of(Frames.Snapshot([At(1, "Load", Frames.Join(8)), At(2, "Load", Frames.Join(9)), At(3, "Save", Frames.Join(8))]));

        Assert.Equal(["2", "1"], TaskRows.Of(frame, new ViewQuery { Group = "stack" }).Rows.Select(static row => Field.Text(row, "count")));
    }

    private static IEnumerable<string> Keys(HostedRuntime.Dashboard.Feed.Frame frame, ViewQuery? query = null)
        => TaskRows.Of(frame, query ?? new ViewQuery()).Rows.Select(static row => row.Key);
}
