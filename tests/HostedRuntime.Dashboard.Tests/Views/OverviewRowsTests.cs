using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Views;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Tests.Views;

/// <summary>The figures of a strip, each by a value that no other figure has.</summary>
public sealed class OverviewRowsTests
{
    private static readonly RuntimeSnapshot s_snapshot = Frames.Snapshot([Frames.Task(5, "order") with { Worker = 1 }]) with
    {
        Uptime = TimeSpan.FromSeconds(90),
        Metrics = new RuntimeMetrics
        {
            AliveTasks = 50,
            GlobalQueueDepth = 1,
            BlockingThreads = 13,
            IdleBlockingThreads = 4,
            BlockingQueueDepth = 6,
            CompensatingThreads = 8,
            Workers = [new WorkerMetrics { LocalQueueDepth = 2 }],
        },
        Workers = [new WorkerSnapshot { Index = 0, State = WorkerState.Parked }, new WorkerSnapshot { Index = 1, State = WorkerState.Polling, TaskId = 5 }],
        Timers = new TimersSnapshot(7),
    };

    private static readonly RuntimeFrame s_runtime = new(s_snapshot, new FrameRates(null, s_snapshot), (0.001, 0.02), [new HistoryPoint(1, 50, 11, 12, 60, 30)]);
    private static readonly ViewRows s_rows = OverviewRows.Of(new Frame(1, Frames.At, [s_runtime], new ProcessFigures(2048, 0.25, 12.5), HasStacks: false) { Took = TimeSpan.FromMilliseconds(3) });

    [Theory]
    [InlineData("state", "Running")]
    [InlineData("flavor", "MultiThread")]
    [InlineData("uptimeS", "90")]
    [InlineData("alive", "50")]
    [InlineData("byState", "{\"running\":10,\"waiting\":31,\"queued\":9}")]
    [InlineData("spawnedPerS", "11")]
    [InlineData("endedPerS", "12")]
    [InlineData("pollsPerS", "60")]
    [InlineData("delayP50S", "0.001")]
    [InlineData("delayP99S", "0.02")]
    [InlineData("workers", "[{\"index\":0,\"state\":\"Parked\"},{\"index\":1,\"state\":\"Polling\",\"taskId\":5,\"taskName\":\"order\"}]")]
    [InlineData("blocking", "{\"threads\":13,\"idle\":4,\"queued\":6}")]
    [InlineData("extraThreads", "8")]
    [InlineData("timers", "7")]
    [InlineData("history", "{\"t\":[1],\"alive\":[50],\"spawned\":[11],\"polls\":[60],\"waiting\":[30]}")]
    public void Row_OfRuntime_HasFigure(string name, string value) => Assert.Equal(value, Field.Text(s_rows.Rows.Single(), name));

    [Theory]
    [InlineData("gcHeapBytes", "2048")]
    [InlineData("gcPauseS", "0.25")]
    [InlineData("cpuPercent", "12.5")]
    [InlineData("captureMs", "3")]
    public void Meta_OfProcess_HasFigure(string name, string value)
    {
        using var meta = JsonDocument.Parse($"{{{s_rows.Meta}}}");

        Assert.Equal(value, meta.RootElement.GetProperty(name).ToString());
    }
}
