using System.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime;

/// <summary>The changed options that a running runtime applies, and the options that it only reports.</summary>
public sealed class ReconfigureTests
{
    private const int Limit = 60_000;

    [Theory(Timeout = Limit)]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    [InlineData(RuntimeFlavor.ThreadPool)]
    public async Task Reconfigure_WithoutChanges_ReturnsNoNames(RuntimeFlavor flavor)
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = flavor });
        Assert.Empty(rt.Reconfigure(new RuntimeOptions { Flavor = flavor }));
        Assert.Equal(5, await rt.Spawn(() => 5));
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_FixedOptions_ReturnsTheirNames()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        Assert.Equal(
            ["WorkerThreads", "BlockingQueueLimit", "ThreadName", "GlobalQueueInterval", "MeasureTaskTimes"],
            rt.Reconfigure(new RuntimeOptions
            {
                WorkerThreads = 2, BlockingQueueLimit = 9, ThreadName = "x", GlobalQueueInterval = 5, MeasureTaskTimes = true,
                ShutdownTimeout = TimeSpan.FromSeconds(1), MaxBlockingThreads = 7, UnhandledFaults = UnhandledFaultBehavior.Ignore,
                FaultObservationDelay = TimeSpan.FromSeconds(2),
            }));
        Assert.Equal((1, 7, null), (rt.Options.WorkerThreads, rt.Options.MaxBlockingThreads, rt.Options.BlockingQueueLimit));
        Assert.Equal(TimeSpan.FromSeconds(2), rt.Options.FaultObservationDelay);
        rt.Options.MaxBlockingThreads = 9;
        Assert.Equal(7, rt.Options.MaxBlockingThreads);
        Assert.Single(rt.Metrics.Workers);
        Assert.Equal("async-rt-w0", await rt.Spawn(() => Thread.CurrentThread.Name));
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_InvalidOptions_Throws()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1 }, name: "mine");
        var refused = Assert.Throws<ArgumentException>(() => rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 2, ShutdownTimeout = TimeSpan.FromDays(2) }));
        Assert.Equal(
            $"The options of runtime 'mine' are not valid:{Environment.NewLine}  ShutdownTimeout is 2.00:00:00; allowed: 00:00:00 to 1.00:00:00. (Parameter 'options')",
            refused.Message);
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_AfterTheEnd_DoesNothing()
    {
        var rt = AsyncRuntime.Create();
        await rt.DisposeAsync();
        Assert.Empty(rt.Reconfigure(new RuntimeOptions { WorkerThreads = 7, StallThreshold = TimeSpan.FromHours(1) }));
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_MoreBlockingThreads_StartsQueuedTasks()
    {
        using var gate = new ManualResetEventSlim();
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1 });
        var running = 0;
        var bodies = Enumerable.Range(0, 4).Select(_ => rt.SpawnBlocking(() =>
        {
            Interlocked.Increment(ref running);
            gate.Wait();
        })).ToArray();
        Signals.SpinUntil(() => Volatile.Read(ref running) == 1, "one runs");
        Assert.Equal((1, 3), (rt.Metrics.BlockingThreads, rt.Metrics.BlockingQueueDepth));

        rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 3 });

        Signals.SpinUntil(() => Volatile.Read(ref running) == 3, "three run");
        Assert.Equal((3, 1), (rt.Metrics.BlockingThreads, rt.Metrics.BlockingQueueDepth));
        gate.Set();
        foreach (var body in bodies)
            await body;
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_FewerBlockingThreads_LosesNoTask()
    {
        using SemaphoreSlim started = new(0), step = new(0);
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 4 });
        var bodies = Enumerable.Range(0, 20).Select(_ => rt.SpawnBlocking(() =>
        {
            started.Release();
            step.Wait();
        })).ToArray();
        for (var i = 0; i < 4; i++)
            await started.WaitAsync();

        rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1 });
        step.Release(4);
        await started.WaitAsync();

        Signals.SpinUntil(() => rt.Metrics.BlockingThreads == 1, "three have left, with tasks in the queue");
        step.Release(20);
        foreach (var body in bodies)
            await body;
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_FewerBlockingThreads_EndsIdleThreads()
    {
        using var all = new Barrier(4);
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, BlockingThreadKeepAlive = TimeSpan.FromDays(1) });
        foreach (var body in Enumerable.Range(0, 4).Select(_ => rt.SpawnBlocking(() => all.SignalAndWait())).ToArray())
            await body;
        Signals.SpinUntil(() => rt.Metrics.IdleBlockingThreads == 4, "all sleep");

        rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1, BlockingThreadKeepAlive = TimeSpan.FromDays(1) });
        Signals.SpinUntil(() => rt.Metrics.BlockingThreads == 1, "three have left");
        Assert.Equal(5, await rt.SpawnBlocking(() => 5));

        rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, BlockingThreadKeepAlive = TimeSpan.FromMilliseconds(1) });
        Signals.SpinUntil(() => rt.Metrics.BlockingThreads == 0, "the last one has slept for as long as it is kept");
        Assert.Equal(6, await rt.SpawnBlocking(() => 6));
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_QueueLimit_AdmitsUpToTheNewLimit()
    {
        using var gate = new ManualResetEventSlim();
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1, BlockingQueueLimit = 0 });
        var first = rt.SpawnBlocking(() => gate.Wait());
        var second = rt.SpawnBlockingAsync(() => gate.Wait()).AsTask();
        Assert.False(second.IsCompleted);

        Assert.Empty(rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1, BlockingQueueLimit = 2 }));
        var admitted = await second;
        var third = rt.SpawnBlocking(() => gate.Wait());
        Assert.Contains("and 2 tasks wait", Assert.Throws<BlockingQueueFullException>(() => rt.SpawnBlocking(() => { })).Message, StringComparison.Ordinal);

        // The limit is now below the number of queued tasks. They stay, and no other task is admitted until there is room again.
        Assert.Empty(rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1, BlockingQueueLimit = 0 }));
        var last = rt.SpawnBlockingAsync(() => 5).AsTask();
        gate.Set();
        await first;
        await admitted;
        await third;
        Assert.Equal(5, await await last);
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_StallThreshold_TakesEffectAtOnce()
    {
        foreach (var flavor in new[] { RuntimeFlavor.MultiThread, RuntimeFlavor.CurrentThread })
        {
            var reports = 0;
            await using var rt = AsyncRuntime.Create(
                new RuntimeOptions { Flavor = flavor, WorkerThreads = 1, StallThreshold = Timeout.InfiniteTimeSpan },
                hooks: new() { WorkerStalled = (_, _) => Interlocked.Increment(ref reports) });
            Assert.Empty(rt.Reconfigure(new RuntimeOptions { Flavor = flavor, WorkerThreads = 1, StallThreshold = TimeSpan.FromMilliseconds(10) }));
            await rt.Spawn(() => Signals.SpinUntil(() => Volatile.Read(ref reports) > 0, "the stall is reported"));

            Assert.Empty(rt.Reconfigure(new RuntimeOptions { Flavor = flavor, WorkerThreads = 1, StallThreshold = Timeout.InfiniteTimeSpan }));
            Signals.SpinUntil(() => rt.Metrics.CompensatingThreads == 0, "no compensating thread is left");
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_BeforeStart_TakesEffect()
    {
        var reports = 0;
        await using var rt = AsyncRuntime.CreateUnstarted(
            new RuntimeOptions { WorkerThreads = 1 }, hooks: new() { WorkerStalled = (_, _) => Interlocked.Increment(ref reports) });
        rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, StallThreshold = TimeSpan.FromMilliseconds(10) });
        rt.Start();
        await rt.Spawn(() => Signals.SpinUntil(() => Volatile.Read(ref reports) > 0, "the stall is reported"));
    }

    [Fact(Timeout = Limit)]
    public async Task Reconfigure_ShutdownTimeout_LimitsDispose()
    {
        var release = new TaskCompletionSource();
        var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ShutdownTimeout = TimeSpan.FromDays(1) });
        rt.Spawn(() => release.Task).Detach();
        rt.Reconfigure(new RuntimeOptions { WorkerThreads = 1, ShutdownTimeout = TimeSpan.Zero });

        var start = Stopwatch.GetTimestamp();
        await rt.DisposeAsync();

        // With the timeout from before, the dispose would take a day.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1));
        release.SetResult();
    }
}
