using HostedRuntime.Dashboard.Feed;

namespace HostedRuntime.Dashboard.Tests.Feed;

public sealed class LaneTests
{
    [Fact]
    public void Cells_OfBusyHalfSecond_NameMostSeenTask()
    {
        var lane = new Lane();
        for (var i = 0; i < 50; i++)
            lane.Add(100 + (i * 0.01), i < 30 ? "packer" : "web-shop");
        lane.Add(100.5, null);

        Assert.Equal([new LaneCell(100, 100.5, "packer", 1)], lane.Cells(101));
    }

    [Fact]
    public void Cells_OfEqualNeighbours_AreOne()
    {
        var lane = new Lane();
        for (var i = 0; i < 500; i++)
            lane.Add(100 + (i * 0.01), "packer");

        Assert.Equal([new LaneCell(100, 104.5, "packer", 1)], lane.Cells(105));
    }

    [Fact]
    public void Cells_OfIdleTime_AreNone()
    {
        var lane = new Lane();
        for (var i = 0; i < 500; i++)
            lane.Add(100 + (i * 0.01), null);

        Assert.Empty(lane.Cells(105));
    }

    [Fact]
    public void Cells_OlderThanHalfMinute_AreDropped()
    {
        var lane = new Lane();
        for (var i = 0; i < 10_000; i++)
            lane.Add(100 + (i * 0.01), i % 100 < 50 ? "packer" : "web-shop");

        var cells = lane.Cells(200);
        Assert.All(cells, static cell => Assert.True(cell.To >= 170));
        Assert.InRange(cells.Count, 55, 61);
    }
}
