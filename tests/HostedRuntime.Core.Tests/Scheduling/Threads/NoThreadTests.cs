using System.Collections.Concurrent;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Scheduling;

/// <summary>
/// If the system has no thread, a runtime starts completely or not at all. A runtime that already runs goes on, and can end.
/// </summary>
public sealed class NoThreadTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(RuntimeFlavor.MultiThread, 1)]
    [InlineData(RuntimeFlavor.MultiThread, 3)]
    [InlineData(RuntimeFlavor.MultiThread, 6)]
    [InlineData(RuntimeFlavor.CurrentThread, 2)]
    [InlineData(RuntimeFlavor.ThreadPool, 1)]
    public void Start_WhenOneThreadIsRefused_ThrowsAndStartsLater(RuntimeFlavor flavor, int refused)
    {
        using var system = new NoThreads((number, _) => number == refused);
        var (started, stopped, ran) = (0, 0, 0);
        var hooks = new RuntimeHooks { ThreadStarted = _ => Interlocked.Increment(ref started), ThreadStopping = _ => Interlocked.Increment(ref stopped) };
        var options = new RuntimeOptions { ThreadName = system.Name, Flavor = flavor };
        if (flavor == RuntimeFlavor.MultiThread)
            options.WorkerThreads = 4;
        using var rt = AsyncRuntime.CreateUnstarted(options, hooks: hooks);
        var waiting = rt.Spawn(() => { Interlocked.Increment(ref ran); });

        system.Begin();
        var exception = Assert.Throws<ThreadUnavailableException>(rt.Start);

        Assert.Contains(system.Name, exception.Message, StringComparison.Ordinal);
        Assert.Equal((RuntimeState.Created, 0, 0), (rt.State, started, ran));
        rt.Start();
        rt.BlockOn(async () => await waiting);
        Assert.Equal((RuntimeState.Running, 1), (rt.State, ran));
        rt.Dispose();
        Signals.SpinUntil(() => Volatile.Read(ref started) == Volatile.Read(ref stopped), "every thread that ran has ended");
    }

    [Fact]
    public void Result_WithAnIdleWorker_NeedsNoThread()
    {
        using var system = new NoThreads();
        using var rt = AsyncRuntime.Create(Options(system));
        system.Begin();
        for (var i = 0; i < 3; i++)
            WaitForChildren(rt, 1);
    }

    [Fact]
    public void Result_OnEveryWorker_ReturnsOnceThreadsStartAgain()
    {
        using var system = new NoThreads((number, _) => number <= 20);
        using var rt = AsyncRuntime.Create(Options(system));
        system.Begin();
        WaitForChildren(rt, 8);
        Assert.InRange(system.Asked, 21, int.MaxValue);
    }

    [Fact]
    public async Task ShutdownAsync_WhenNoCoreHasAThread_Completes()
    {
        using var system = new NoThreads();
        var rt = AsyncRuntime.Create(Options(system));
        system.Begin();
        var blocked = Enumerable.Range(0, 4).Select(_ => rt.Spawn(() => rt.Spawn(async () => await Task.Yield()).AsTask().Wait())).ToArray();
        Signals.SpinUntil(() => system.Asked > 2, "the workers' cores have found no thread");
        var report = await rt.ShutdownAsync(TimeSpan.FromMilliseconds(100)).WaitAsync(s_hang, TestContext.Current.CancellationToken);
        Assert.Equal(RuntimeState.Stopped, rt.State);
        Assert.InRange(report.Aborted + report.StillRunning.Count, 4, 8);
        // The shutdown ended the children, so the blocked parents end too.
        foreach (var task in blocked)
            await task.JoinAsync();
    }

    [Fact]
    public void Result_AfterRefusedStarts_GetsThreadsAgain()
    {
        using var system = new NoThreads((number, _) => number <= 3);
        using var rt = AsyncRuntime.Create(Options(system));
        system.Begin();
        WaitForChildren(rt, 1);
        WaitForChildren(rt, 8);
        Signals.SpinUntil(() => rt.Metrics.CompensatingThreads == 0, "the compensating threads have left");
    }

    [Fact]
    public void BlockInPlace_WithoutThreads_MayBlockItsWorker()
    {
        using var system = new NoThreads();
        using var rt = AsyncRuntime.Create(Options(system));
        system.Begin();
        var seen = rt.BlockOn(async () => await rt.Spawn(async () =>
        {
            var inside = AsyncRuntime.BlockInPlace(() => rt.BlockOn(async () => await rt.Spawn(() => 2)));
            await CurrentTask.YieldAsync();
            var refused = Assert.Throws<InvalidOperationException>(() => rt.BlockOn(async () => await Task.Yield()));
            return (inside, refused.Message);
        }));
        Assert.Equal(2, seen.inside);
        Assert.Contains("BlockOn was called on worker", seen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SpawnBlocking_WithoutThreads_RunsEachBodyOnce()
    {
        using var system = new NoThreads();
        var options = Options(system);
        options.MaxBlockingThreads = 2;
        using var rt = AsyncRuntime.Create(options);
        system.Begin();
        var (inside, most) = (0, 0);
        var ran = new ConcurrentQueue<int>();
        var bodies = Enumerable.Range(0, 20).Select(i => rt.SpawnBlocking(() =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            ran.Enqueue(i);
            Thread.Yield();
            Interlocked.Decrement(ref inside);
        })).ToArray();
        rt.BlockOn(async () =>
        {
            foreach (var body in bodies)
                await body;
        });
        Assert.Equal(Enumerable.Range(0, 20), ran.Order());
        Assert.InRange(most, 1, 2);
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "the last body is counted out");
    }

    [Fact]
    public void SpawnBlocking_OnceThreadsStartAgain_UsesThem()
    {
        using var system = new NoThreads((number, _) => number == 1);
        using var rt = AsyncRuntime.Create(Options(system));
        system.Begin();
        rt.BlockOn(async () => await rt.SpawnBlocking(() => { }));
        // The helper, a ThreadPool thread, may still take another body.
        Signals.SpinUntil(
            () => rt.BlockOn(async () => await rt.SpawnBlocking(() => Thread.CurrentThread.Name))!.StartsWith($"{system.Name}-b", StringComparison.Ordinal),
            "a body runs on a thread of the pool");
    }

    [Fact]
    public void SleepAsync_WithoutThreads_Completes()
    {
        using var system = new NoThreads();
        using var rt = AsyncRuntime.Create(Options(system));
        system.Begin();
        rt.BlockOn(async () => await rt.Spawn(async () =>
        {
            for (var i = 0; i < 3; i++)
                await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1));
        }));
        rt.Dispose();
        Assert.Equal(RuntimeState.Stopped, rt.State);
    }

    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    [InlineData(RuntimeFlavor.ThreadPool)]
    public async Task ShutdownAsync_WithAnEndlessTask_Completes(RuntimeFlavor flavor)
    {
        using var system = new NoThreads();
        var options = new RuntimeOptions { ThreadName = system.Name, Flavor = flavor };
        var rt = AsyncRuntime.Create(options);
        var endless = rt.Spawn(async () =>
        {
            while (true)
                await CurrentTask.YieldAsync();
        });
        system.Begin();
        var report = await rt.ShutdownAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(s_hang, TestContext.Current.CancellationToken);
        // On a busy machine the task ends after the report, which then lists it as still running.
        Assert.Equal(1, report.Aborted + report.StillRunning.Count);
        Signals.SpinUntil(() => endless.IsFinished, "the abort has reached the task");
        Assert.Equal(RuntimeState.Stopped, rt.State);
    }

    [Fact]
    public async Task ShutdownAsync_BeforeStart_Completes()
    {
        using var system = new NoThreads().Begin();
        var rt = AsyncRuntime.CreateUnstarted(Options(system));
        var waiting = rt.Spawn(() => { });
        var report = await rt.ShutdownAsync(TimeSpan.FromSeconds(1)).WaitAsync(s_hang, TestContext.Current.CancellationToken);
        Assert.Equal((JoinStatus.Canceled, 1), (waiting.Status, report.Aborted));
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(12, 1)]
    public void Result_BeyondMaxCompensatingThreads_Returns(int width, int depth)
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2, MaxCompensatingThreads = 2 });
        int Descend(int left) => left == 0 ? 0 : 1 + rt.Spawn(async () =>
        {
            await Task.Yield();
            return Descend(left - 1);
        }).AsTask().Result;
        var parents = Enumerable.Range(0, width).Select(_ => rt.Spawn(() => Descend(depth))).ToArray();
        rt.BlockOn(async () =>
        {
            foreach (var parent in parents)
                Assert.Equal(depth, await parent);
        });
        Signals.SpinUntil(() => rt.Metrics.CompensatingThreads == 0, "the compensating threads have left");
    }

    private static RuntimeOptions Options(NoThreads system) => new() { ThreadName = system.Name, WorkerThreads = 2 };

    private static void WaitForChildren(IRuntime rt, int parents)
    {
        var all = Enumerable.Range(0, parents).Select(i => rt.Spawn(() => rt.Spawn(async () =>
        {
            await Task.Yield();
            return i;
        }).AsTask().Result)).ToArray();
        rt.BlockOn(async () =>
        {
            for (var i = 0; i < all.Length; i++)
                Assert.Equal(i, await all[i]);
        });
    }
}
