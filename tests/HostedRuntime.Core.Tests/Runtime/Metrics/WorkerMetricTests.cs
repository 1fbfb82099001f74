using System.Diagnostics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime.Metrics;

/// <summary>The observable instruments of workers, in scenarios with a known answer.</summary>
public sealed class WorkerMetricTests
{
    private static readonly (string, string) s_core = ("hosted_runtime.worker.kind", "core");
    private static readonly (string, string) s_blocking = ("hosted_runtime.worker.kind", "blocking");

    [Fact]
    public void WorkerCountAndLimit_WithOneBlockingBody_AreThoseOfTheOptions()
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { WorkerThreads = 3, MaxBlockingThreads = 7 });
        Assert.Equal(0, metered.Reader.Value("hosted_runtime.worker.count", s_blocking));
        var counts = metered.Runtime.BlockOn(async () => await metered.Runtime.SpawnBlocking(
            () => (metered.Reader.Value("hosted_runtime.worker.count", s_core), metered.Reader.Value("hosted_runtime.worker.count", s_blocking))));

        Assert.Equal((3, 1), counts);
        Assert.Equal(3, metered.Reader.Value("hosted_runtime.worker.limit", s_core));
        Assert.Equal(7, metered.Reader.Value("hosted_runtime.worker.limit", s_blocking));
    }

    [Fact]
    public void WorkerCount_WhileBodyBlocks_IsAboveLimit()
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { WorkerThreads = 1 });
        metered.Runtime.BlockOn(async () => await metered.Runtime.Spawn(() => AsyncRuntime.BlockInPlace(
            () => Assert.Equal(2, metered.Reader.Value("hosted_runtime.worker.count", s_core)))));
        Assert.Equal(1, metered.Reader.Value("hosted_runtime.worker.limit", s_core));
    }

    [Fact]
    public void WorkerPolls_OfTaskThatYieldsTenTimes_GrowByTen()
    {
        using var metered = new MeteredRuntime();
        var grown = metered.Runtime.BlockOn(async () => await metered.Runtime.Spawn(async () =>
        {
            var before = metered.Reader.Value("hosted_runtime.worker.polls");
            for (var i = 0; i < 10; i++)
                await CurrentTask.YieldAsync();
            return metered.Reader.Value("hosted_runtime.worker.polls") - before;
        }));
        Assert.Equal(10, grown);
    }

    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public void ParkTime_WhileWorkerParks_GrowsAndBusyTimeDoesNot(RuntimeFlavor flavor)
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { Flavor = flavor, WorkerThreads = 1 });
        var reader = metered.Reader;
        Assert.Equal(1, metered.OnWorker(static () => 1));
        var parked = reader.Value("hosted_runtime.worker.park_time", s_core);
        Signals.SpinUntil(() => reader.Value("hosted_runtime.worker.park_time", s_core) > parked, "the worker parks again");
        parked = reader.Value("hosted_runtime.worker.park_time", s_core);

        var busy = reader.Value("hosted_runtime.worker.busy_time", s_core);
        Assert.True(reader.Value("hosted_runtime.worker.parks") >= 1);
        Signals.SpinUntil(() => reader.Value("hosted_runtime.worker.park_time", s_core) > parked, "the time goes on");
        Assert.Equal(busy, reader.Value("hosted_runtime.worker.busy_time", s_core));
    }

    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    public void BusyTime_WhileBodyRuns_GrowsAsTheClock(RuntimeFlavor flavor)
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { Flavor = flavor, WorkerThreads = 1, StallThreshold = Timeout.InfiniteTimeSpan });
        var reader = metered.Reader;
        var (busy, parked, elapsed) = metered.OnWorker(() =>
        {
            var busyBefore = reader.Value("hosted_runtime.worker.busy_time", s_core);
            var parkedBefore = reader.Value("hosted_runtime.worker.park_time", s_core);
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(1))
            {
            }

            var elapsed = Stopwatch.GetElapsedTime(start);
            return (reader.Value("hosted_runtime.worker.busy_time", s_core) - busyBefore, reader.Value("hosted_runtime.worker.park_time", s_core) - parkedBefore, elapsed.TotalSeconds);
        });
        // The readings are rounded to the ticks of TimeSpan, 100 ns.
        Assert.InRange(busy, elapsed - 1e-6, double.MaxValue);
        Assert.Equal(0, parked);
    }

    [Fact]
    public void WorkerSteals_WhenSecondWorkerTakesTask_IsOne()
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { WorkerThreads = 2, MaxCompensatingThreads = 0, StallThreshold = Timeout.InfiniteTimeSpan });
        metered.OnWorker(() =>
        {
            var before = metered.Runtime.Metrics.Workers.Sum(static worker => worker.Steals);
            var taken = metered.Runtime.Spawn(static () => CurrentTask.WorkerIndex);
            // Moves the first task from the slot to the queue, where it can be stolen.
            metered.Runtime.Spawn(static () => { }).Detach();
            Signals.SpinUntil(() => taken.IsFinished, "the other worker runs it");
            Assert.Equal(metered.Runtime.Metrics.Workers.Sum(static worker => worker.Steals), metered.Reader.Value("hosted_runtime.worker.steals"));
            Assert.True(metered.Reader.Value("hosted_runtime.worker.steals") > before);
            return 0;
        });
    }

    [Fact]
    public void WorkerStalls_OfPollBeyondThreshold_IsOne()
    {
        using var reported = new ManualResetEventSlim();
        var hooks = new RuntimeHooks { WorkerStalled = (_, _) => reported.Set() };
        using var metered = new MeteredRuntime(new RuntimeOptions { WorkerThreads = 1, MaxCompensatingThreads = 0, StallThreshold = TimeSpan.FromMilliseconds(20) }, hooks);
        Assert.Equal(0, metered.Reader.Value("hosted_runtime.worker.stalls"));
        metered.OnWorker(() =>
        {
            Signals.SpinUntil(() => reported.IsSet, "the stall is reported");
            return 0;
        });
        Assert.True(metered.Reader.Value("hosted_runtime.worker.stalls") >= 1);
    }

    [Fact]
    public void WorkerInstruments_OnThreadPool_HaveNoMeasurement()
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { Flavor = RuntimeFlavor.ThreadPool });
        Assert.Empty(metered.Reader.Read("hosted_runtime.worker.polls"));
        Assert.Empty(metered.Reader.Read("hosted_runtime.worker.busy_time"));
        Assert.Equal(0, metered.Reader.Value("hosted_runtime.worker.count", s_blocking));
        Assert.Single(metered.Reader.Read("hosted_runtime.worker.count"));
    }
}
