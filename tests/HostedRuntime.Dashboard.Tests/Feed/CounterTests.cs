using System.Diagnostics;
using HostedRuntime.Dashboard.Feed;

namespace HostedRuntime.Dashboard.Tests.Feed;

/// <summary>The readings of the feed: the points of the plots, the figures of the process, and the lanes of the workers.</summary>
public sealed class CounterTests
{
    [Fact]
    public async Task History_AfterSpawnsAndEnds_HasRates()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var page = host.Feed.TryJoin(ViewerNeeds.None)!;
        Advance(host);
        // A task that is aborted before its first poll is never polled.
        using var begun = new CountdownEvent(4);
        var tasks = Enumerable.Range(0, 4).Select(_ => host.Runtime.Spawn(async () =>
        {
            begun.Signal();
            await AsyncTime.SleepAsync(TimeSpan.FromHours(1));
        })).ToList();
        begun.Wait(TestContext.Current.CancellationToken);
        Advance(host);
        Advance(host);
        foreach (var task in tasks)
        {
            task.Abort();
            await Assert.ThrowsAsync<JoinCanceledException>(async () => await task);
        }

        var spin = default(SpinWait);
        while (host.Runtime.Metrics.AliveTasks > 0)
            spin.SpinOnce();
        Advance(host);
        var points = page.Current().Runtimes[0].History;

        Assert.Equal([4d, 0d, 0d], points.Select(static point => point.SpawnedPerSecond));
        Assert.Equal([0d, 0d, 4d], points.Select(static point => point.EndedPerSecond));
        Assert.Equal([4, 4, 0], points.Select(static point => point.Alive));
        Assert.True(points.Sum(static point => point.PollsPerSecond) >= 4);
    }

    [Fact]
    public void Process_ReadTwice_HasHeapAndTimes()
    {
        var process = new ProcessReader();
        var (figures, time, begin) = (process.Read(0), 0, Stopwatch.GetTimestamp());
        // The counter of the system has steps, so a single reading may not see the work.
        while (figures is not { HeapBytes: > 0, PauseSeconds: > 0, CpuPercent: > 0 })
        {
            // Only a test that fails comes to this end.
            Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMinutes(1), figures.ToString());
            GC.Collect(0);
            figures = process.Read(++time);
        }
    }

    [Fact]
    public async Task Lanes_OfBusyWorker_NameItsTaskHundredTimesASecond()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var goOn = new CancellationTokenSource();
        var task = host.Runtime.Spawn(() => ComputeAsync(goOn.Token), new SpawnOptions { Name = "import" });
        using var lanes = new LaneSampler([host.Runtime], host.Clock);
        try
        {
            var begin = Stopwatch.GetTimestamp();
            LaneView view;
            do
            {
                // Only a test that fails comes to this end.
                Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMinutes(1), "No lane has the task.");
                for (var look = 0; look < 100; look++)
                    host.Clock.Advance(TimeSpan.FromMilliseconds(10));
                view = lanes.Read();
            }
            while (!view.Cells.Values.SelectMany(static cells => cells).Any(static cell => cell is { Task: "import", Busy: > 0.5 }));

            Assert.InRange(view.SamplesPerSecond, 95, 101);
        }
        finally
        {
            await goOn.CancelAsync();
            await task;
        }
    }

    /// <summary>Keeps its worker until the token fires.</summary>
    private static Task ComputeAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
            Thread.SpinWait(100);
        return Task.CompletedTask;
    }

    private static void Advance(DashboardHost host) => host.Clock.Advance(TimeSpan.FromSeconds(1));
}
