using System.Diagnostics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;
using HostedRuntime.Tests.Runtime.Metrics;

namespace HostedRuntime.Tests.Diagnostics.Instruments;

/// <summary>The histograms, and the counter of a shutdown, in scenarios with a known answer.</summary>
public sealed class RuntimeProbeTests
{
    // Among so many ready tasks of one thread at least one is picked: the largest distance is twice the average.
    private const int Enough = 2 * MeterInstruments.SampleInterval;

    public static TheoryData<RuntimeFlavor> Flavors => [RuntimeFlavor.MultiThread, RuntimeFlavor.CurrentThread, RuntimeFlavor.ThreadPool];

    [Theory]
    [MemberData(nameof(Flavors))]
    public async Task QueueTime_WhileWorkerIsHeld_IsAtLeastThatTime(RuntimeFlavor flavor)
    {
        var options = new RuntimeOptions { Flavor = flavor };
        if (flavor == RuntimeFlavor.MultiThread)
            (options.WorkerThreads, options.MaxCompensatingThreads) = (1, 0);
        if (flavor != RuntimeFlavor.ThreadPool)
            options.StallThreshold = Timeout.InfiniteTimeSpan;
        using var metered = new MeteredRuntime(options);
        var rt = metered.Runtime;
        var (held, gate) = await Signals.OccupyWorkerAsync(rt);
        // Threads of the ThreadPool are not held by one body, so there only the number of records is known.
        var tasks = Enumerable.Range(0, Enough).Select(_ => rt.Spawn(static () => { })).ToList();
        var start = Stopwatch.GetTimestamp();
        Signals.SpinUntil(() => Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(2), "some time has passed");
        var least = flavor == RuntimeFlavor.ThreadPool ? 0 : Stopwatch.GetElapsedTime(start).TotalSeconds;
        gate.Set();
        await held;
        foreach (var task in tasks)
            await task;
        Signals.SpinUntil(() => metered.Reader.Recorded("hosted_runtime.task.poll.duration").Count > 0, "a poll is recorded");

        var picked = metered.Reader.Recorded("hosted_runtime.task.queue_time");
        Assert.InRange(picked.Count, 1, Enough);
        // The first record may be of the task that holds the worker.
        Assert.Contains(picked, reading => reading.Value >= least);
        Assert.All(picked, static reading => Assert.Equal("metered", reading.Runtime));
    }

    [Fact]
    public async Task PollDuration_OfLongBodies_IsAtLeastTheirLength()
    {
        using var metered = new MeteredRuntime();
        var longest = TimeSpan.FromTicks(200);
        for (var i = 0; i < Enough; i++)
        {
            await metered.Runtime.Spawn(() =>
            {
                var start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start) < longest)
                {
                }
            });
        }

        Signals.SpinUntil(() => metered.Reader.Recorded("hosted_runtime.task.poll.duration").Count > 0, "a poll is recorded");
        Assert.All(metered.Reader.Recorded("hosted_runtime.task.poll.duration"), reading => Assert.True(reading.Value >= longest.TotalSeconds));
    }

    [Fact]
    public void PollDuration_OfTaskThatYieldsOnly_IsSampled()
    {
        using var metered = new MeteredRuntime();
        metered.Runtime.BlockOn(async () => await metered.Runtime.Spawn(async () =>
        {
            for (var i = 0; i < 100 * MeterInstruments.SampleInterval; i++)
                await CurrentTask.YieldAsync();
        }));
        // The distances between two picks are random, from one to twice the average.
        Assert.InRange(metered.Reader.Recorded("hosted_runtime.task.poll.duration").Count, 50, 200);
    }

    [Fact]
    public void Histograms_WithoutReader_RecordNothing()
    {
        using var metered = new MeteredRuntime(isWanted: static name => name != "hosted_runtime.task.queue_time");
        metered.Runtime.BlockOn(async () => await metered.Runtime.Spawn(async () =>
        {
            for (var i = 0; i < Enough; i++)
                await CurrentTask.YieldAsync();
        }));
        Assert.Empty(metered.Reader.Recorded("hosted_runtime.task.queue_time"));
        Assert.NotEmpty(metered.Reader.Recorded("hosted_runtime.task.poll.duration"));
    }

    [Fact]
    public async Task BlockingHistograms_OfThreeBodiesOnOneThread_RecordEachBody()
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1 });
        using var go = new ManualResetEventSlim();
        var held = Signals.Create();
        var first = metered.Runtime.SpawnBlocking(() =>
        {
            held.SetResult();
            go.Wait();
        });
        await held.Task;
        var others = Enumerable.Range(0, 2).Select(_ => metered.Runtime.SpawnBlocking(static () => { })).ToList();
        var start = Stopwatch.GetTimestamp();
        Signals.SpinUntil(() => Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(1), "some time has passed");
        var least = Stopwatch.GetElapsedTime(start).TotalSeconds;
        go.Set();
        await first;
        foreach (var other in others)
            await other;
        Signals.SpinUntil(() => metered.Reader.Recorded("hosted_runtime.blocking.duration").Count == 3, "all are recorded");

        Assert.True(metered.Reader.Recorded("hosted_runtime.blocking.duration")[0].Value >= least);
        var waits = metered.Reader.Recorded("hosted_runtime.blocking.queue_time");
        Assert.Equal(3, waits.Count);
        Assert.All(waits.Skip(1), reading => Assert.True(reading.Value >= least));
    }

    [Fact]
    public async Task ShutdownInstruments_WhenBodyIgnoresAbort_TellItAsAbandoned()
    {
        using var metered = new MeteredRuntime();
        var (held, gate) = await Signals.OccupyWorkerAsync(metered.Runtime);
        var report = await metered.Runtime.ShutdownAsync(TimeSpan.Zero);
        gate.Set();
        await held;

        Assert.Single(report.StillRunning);
        Assert.Equal(1, Assert.Single(metered.Reader.Recorded("hosted_runtime.shutdown.abandoned")).Value);
        Assert.Equal("metered", Assert.Single(metered.Reader.Recorded("hosted_runtime.shutdown.drain.duration")).Runtime);
    }

    [Fact]
    public async Task ShutdownInstruments_WhenTasksEnd_DrainForThatLong()
    {
        using var metered = new MeteredRuntime();
        var (held, gate) = await Signals.OccupyWorkerAsync(metered.Runtime);
        var shutdown = metered.Runtime.ShutdownAsync(TimeSpan.FromMinutes(1));
        var start = Stopwatch.GetTimestamp();
        Signals.SpinUntil(() => Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(2), "some time has passed");
        gate.Set();
        var report = await shutdown;
        await held;

        Assert.True(report.IsClean);
        Assert.Equal(0, Assert.Single(metered.Reader.Recorded("hosted_runtime.shutdown.abandoned")).Value);
        Assert.InRange(Assert.Single(metered.Reader.Recorded("hosted_runtime.shutdown.drain.duration")).Value, 0, report.Elapsed.TotalSeconds);
    }
}
