using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Views;

namespace HostedRuntime.Dashboard.Tests.Views;

public sealed class EndedRowsTests
{
    private static readonly Frame s_frame = Frames.Of(Frames.Snapshot([Frames.Task(9, "alive")])) with
    {
        Ended =
        [
            new EndedTask("default", Frames.Task(1, "order-1", 2, Frames.Lock(Frames.Mutex(1, "stock"))), Frames.At - TimeSpan.FromSeconds(5)),
            new EndedTask("default", Frames.Task(2, "<b>order-2</b>"), Frames.At),
        ],
    };

    [Fact]
    public void Rows_OfEndedTasks_HaveNewestFirst()
    {
        var rows = EndedRows.Of(s_frame, new ViewQuery()).Rows;

        Assert.Equal(["2", "1"], rows.Select(static row => row.Key));
        Assert.Equal(("Ended", "60", "5", "Mutex 'stock' (lock)"), (Field.Text(rows[1], "state"), Field.Text(rows[1], "livedS"), Field.Text(rows[1], "endedAgoS"), Field.Text(rows[1], "waitsOn")));
    }

    [Fact]
    public void Rows_SortedByTimeSinceEnd_HaveOldestFirstIfDescending()
        => Assert.Equal(["1", "2"], EndedRows.Of(s_frame, new ViewQuery { Sort = "endedAgoS", Descending = true }).Rows.Select(static row => row.Key));

    [Fact]
    public void Rows_WithFilter_HaveMatches()
    {
        var rows = EndedRows.Of(s_frame, new ViewQuery { Filter = "stock" });

        Assert.Equal(("1", 0, 2), (rows.Rows.Single().Key, rows.LeftOut, rows.Total));
    }

    [Fact]
    public void Rows_BeyondTop_AreCounted()
    {
        var rows = EndedRows.Of(s_frame, new ViewQuery { Top = 1 });

        Assert.Equal((1, 1), (rows.Rows.Count, rows.LeftOut));
    }

    [Fact]
    public void Detail_OfEndedTask_HasLastRow()
    {
        using var detail = JsonDocument.Parse(TaskDetail.Of(s_frame, "default", 1)!);

        Assert.Equal(("order-1", "Ended"), (detail.RootElement.GetProperty("label").GetString(), detail.RootElement.GetProperty("state").GetString()));
        Assert.Null(TaskDetail.Of(s_frame, "reports", 1));
    }
}
