using System.Runtime.CompilerServices;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Blocking;

public sealed class BlockingPoolTests
{
    [Fact]
    public void SpawnBlocking_BeyondMaxBlockingThreads_RunsInOrder()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1 });
        using var gate = new ManualResetEventSlim();
        var order = new List<int>();
        var first = rt.SpawnBlocking(() => gate.Wait());
        var rest = Enumerable.Range(0, 10).Select(i => rt.SpawnBlocking(() => order.Add(i))).ToArray();
        Assert.Equal((1, 10), (rt.Metrics.BlockingThreads, rt.Metrics.BlockingQueueDepth));
        gate.Set();
        rt.BlockOn(async () =>
        {
            await first;
            foreach (var task in rest)
                await task;
        });
        Assert.Equal(Enumerable.Range(0, 10), order);
        Assert.Equal(1, rt.Metrics.PeakBlockingThreads);
    }

    [Fact]
    public void SpawnBlocking_ManyBodies_StartsMaxBlockingThreads()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 8 });
        using var all = new Barrier(8);
        var tasks = Enumerable.Range(0, 8).Select(_ => rt.SpawnBlocking(() => all.SignalAndWait())).ToArray();
        rt.BlockOn(async () =>
        {
            foreach (var task in tasks)
                await task;
        });
        Assert.Equal(8, rt.Metrics.PeakBlockingThreads);
    }

    [Fact]
    public void SpawnBlocking_FourBodiesAtATime_StartsFourThreads()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        using var all = new Barrier(4);
        for (var i = 0; i < 200; i++)
        {
            foreach (var task in Enumerable.Range(0, 4).Select(_ => rt.SpawnBlocking(() => all.SignalAndWait())).ToArray())
                rt.BlockOn(async () => await task);
            // A task has ended a moment before its thread asks for the next one, and a body that comes in between gets another thread.
            Signals.SpinUntil(() => rt.Metrics is { IdleBlockingThreads: 4, BlockingThreads: 4 }, "the threads are idle again");
        }

        Assert.Equal(4, rt.Metrics.PeakBlockingThreads);
    }

    [Fact]
    public void SpawnBlocking_WhenThreadIsIdle_ReusesIt()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        for (var i = 0; i < 100; i++)
        {
            rt.BlockOn(async () => await rt.SpawnBlocking(() => { }));
            Signals.SpinUntil(() => rt.Metrics is { IdleBlockingThreads: 1, BlockingThreads: 1 }, "the thread is idle again");
        }
    }

    [Fact]
    public void KeepAlive_WhenElapsed_EndsTheThread()
    {
        var (started, stopped) = (0, 0);
        var hooks = new RuntimeHooks();
        hooks.ThreadStarted += index => Interlocked.Add(ref started, index == -1 ? 1 : 0);
        hooks.ThreadStopping += index => Interlocked.Add(ref stopped, index == -1 ? 1 : 0);
        using var rt = AsyncRuntime.Create(
            new RuntimeOptions { WorkerThreads = 1, BlockingThreadKeepAlive = TimeSpan.FromMilliseconds(1) }, hooks: hooks);
        rt.BlockOn(async () => await rt.SpawnBlocking(() => { }));
        Signals.SpinUntil(() => rt.Metrics.BlockingThreads == 0, "the thread ends");
        Signals.SpinUntil(() => Volatile.Read(ref stopped) == Volatile.Read(ref started), "its hook ran");
        rt.BlockOn(async () => await rt.SpawnBlocking(() => { }));
    }

    [Fact]
    public void KeepAlive_RacingWithSpawns_LosesNoTask()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 2, BlockingThreadKeepAlive = TimeSpan.FromTicks(1) });
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var handle = rt.SpawnBlocking(() => { });
            Signals.SpinUntil(() => handle.IsFinished, $"job {i}");
            Thread.SpinWait(random.Next(500));
        }
    }

    [Fact]
    public void SpawnBlocking_AsyncWorkInBody_ResumesOnWorkers()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var where = rt.BlockOn(async () => await rt.SpawnBlocking(() =>
        {
            async Task<int?> Later()
            {
                await go.Task;
                return CurrentTask.WorkerIndex;
            }

            var later = Later();
            go.SetResult();
            // A body of the blocking pool may block on work that needs a worker. The pool exists for that.
            return later.GetAwaiter().GetResult();
        }));
        Assert.Equal(0, where);
    }

    [Fact]
    public async Task IdleThread_AfterABody_ReleasesBodyAndResult()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { MaxBlockingThreads = 1 });
        var (result, state) = await RunOne(rt);
        // The code after RunOne may run inside its last frame, whose locals stay alive in a debug build.
        await Task.Yield();
        Signals.SpinUntil(() => rt.Metrics is { IdleBlockingThreads: 1, AliveTasks: 0 }, "the thread is idle");
        Signals.SpinUntil(
            () =>
            {
                GC.Collect();
                return !result.IsAlive && !state.IsAlive;
            },
            "the result and the state are collected");

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task<(WeakReference Result, WeakReference State)> RunOne(IRuntime rt)
        {
            var state = new object();
            return (new WeakReference(await rt.SpawnBlocking(() => (object)(state, new byte[10]))), new WeakReference(state));
        }
    }
}
