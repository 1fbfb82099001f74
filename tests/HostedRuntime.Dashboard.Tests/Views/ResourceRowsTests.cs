using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Views;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Tests.Views;

public sealed class ResourceRowsTests
{
    [Fact]
    public void Of_Deadlock_MarksAllItsResources()
    {
        var rows = ResourceRows.Of(Frames.Of(Frames.Deadlock()), new ViewQuery { Lint = "HR005" }).Rows;

        Assert.Equal(["1", "2"], rows.Select(static row => row.Key));
        Assert.All(rows, static row => Assert.Equal(("[\"HR005\"]", "Error"), (Field.Text(row, "lints"), Field.Text(row, "lintSeverity"))));
    }

    [Fact]
    public void All_DeadlocksOfTwoRuntimes_MarkTheirOwnResources()
    {
        RuntimeSnapshot[] snapshots = [Frames.Deadlock(), Frames.Deadlock(firstLock: 3) with { Name = "reports" }];

        var lints = ResourceRows.All(Frames.Of(snapshots)).ToDictionary(static entry => entry.Row.Resource.Id, static entry => entry.Lints.Single());

        Assert.All([1L, 2L], id => Assert.Same(snapshots[0].Lints[0], lints[id]));
        Assert.All([3L, 4L], id => Assert.Same(snapshots[1].Lints[0], lints[id]));
    }

    [Fact]
    public void Of_DeadlockAndManyWaiters_PutsDeadlockFirst()
    {
        var (busy, deadlock) = (Frames.Mutex(3, "busy"), Frames.Deadlock());
        var snapshot = deadlock with { Resources = [Frames.Held(busy, 9, 500), .. deadlock.Resources], Lints = [Frames.Lint("HR004", 9, busy), .. deadlock.Lints] };

        Assert.Equal(["1", "2", "3"], ResourceRows.Of(Frames.Of(snapshot), new ViewQuery()).Rows.Select(static row => row.Key));
    }

    [Fact]
    public void Of_FilteredByKind_HasThatKind()
    {
        var frame = Frames.Of(Frames.Snapshot(resources: [Frames.Held(Frames.Mutex(1, "stock"), 5), Channel(2, "orders", 0)]));

        Assert.Equal("2", ResourceRows.Of(frame, new ViewQuery { States = ["mpsc"] }).Rows.Single().Key);
    }

    [Fact]
    public void Of_Channel_HasDepthWaitersAndRates()
    {
        var before = Frames.Snapshot(resources: [Channel(2, "orders", sent: 10)]);
        var now = Frames.Snapshot(resources: [Channel(2, "orders", sent: 30) with { Depth = 16, Waiters = 3, LongestWait = TimeSpan.FromSeconds(8) }]) with { TakenAt = Frames.At.AddSeconds(2) };
        var frame = new Frame(1, Frames.At, [new RuntimeFrame(now, new FrameRates(before, now), null, [])], ProcessFigures.None, HasStacks: false);
        var row = ResourceRows.Of(frame, new ViewQuery()).Rows.Single();

        Assert.Equal(("orders", "Mpsc", "16", "16", "3", "8"), (Field.Text(row, "name"), Field.Text(row, "kind"), Field.Text(row, "depth"), Field.Text(row, "capacity"), Field.Text(row, "waiters"), Field.Text(row, "longestWaitS")));
        Assert.Equal(("10", "5"), (Field.Text(row, "sentPerS"), Field.Text(row, "receivedPerS")));
    }

    [Fact]
    public void Of_Lock_HasHolder()
    {
        var row = ResourceRows.Of(Frames.Of(Frames.Snapshot(resources: [Frames.Held(Frames.Mutex(1, "stock"), 5)])), new ViewQuery()).Rows.Single();

        Assert.Equal("[{\"taskId\":5,\"label\":\"task 5\",\"what\":\"lock\",\"hasEnded\":false}]", Field.Text(row, "holders"));
    }

    [Fact]
    public void TaskDetail_OfHolder_HasFamilyAndWhatItHolds()
    {
        var tasks = new[] { Frames.Task(1, "shop"), Frames.Task(2, "packer") with { ParentId = 1 }, Frames.Task(3, "label") with { ParentId = 2 } };
        using var detail = JsonDocument.Parse(TaskDetail.Of(Frames.Of(Frames.Snapshot(tasks, [Frames.Held(Frames.Mutex(7, "stock"), 2, 4)])), "default", 2)!);

        Assert.Equal(("shop", "label"), (detail.RootElement.GetProperty("parents")[0].GetProperty("label").GetString(), detail.RootElement.GetProperty("children")[0].GetProperty("label").GetString()));
        var held = detail.RootElement.GetProperty("holds")[0];
        Assert.Equal(("stock", "lock", 4), (held.GetProperty("resource").GetProperty("name").GetString(), held.GetProperty("what").GetString(), held.GetProperty("waiters").GetInt32()));
    }

    private static ResourceSnapshot Channel(long id, string name, long sent)
        => new() { Resource = new ResourceRef(ResourceKind.Mpsc, id, name), State = "", Depth = 0, Capacity = 16, Sent = sent, Received = sent / 2 };
}
