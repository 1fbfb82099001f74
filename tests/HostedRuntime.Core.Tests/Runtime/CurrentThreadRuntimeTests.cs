using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime;

/// <summary>
/// A single thread adds affinity and order to the contract. It lacks compensation: no other thread gets the core of a blocked worker.
/// </summary>
public sealed class CurrentThreadRuntimeTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Polls_OfAllTasks_RunOnTheRuntimesThread()
    {
        using var rt = Create();
        var threads = new List<(int Thread, string? Name, int? Worker)>();
        void Note() => threads.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.Name, CurrentTask.WorkerIndex));
        rt.BlockOn(async () =>
        {
            Note();
            var handles = Enumerable.Range(0, 20).Select(_ => rt.Spawn(async () =>
            {
                Note();
                await Task.Yield();
                Note();
                await CurrentTask.YieldAsync();
                Note();
                await rt.SpawnBlocking(() => { });
                Note();
                await Task.Run(() => { });
                Note();
            })).ToArray();
            foreach (var handle in handles)
                await handle;
            Note();
        });
        Assert.Equal(102, threads.Count);
        var (thread, name, worker) = Assert.Single(threads.Distinct());
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
        Assert.Equal(("async-rt-w0", 0), (name, worker));
    }

    [Fact]
    public void Spawn_FromOutside_PollsInTheOrderOfSpawning()
    {
        using var rt = AsyncRuntime.CreateUnstarted(Options());
        var order = new List<int>();
        var handles = Enumerable.Range(0, 1_000).Select(i => rt.Spawn(() => order.Add(i))).ToArray();
        rt.Start();
        rt.BlockOn(async () => await handles[^1]);
        Assert.Equal(Enumerable.Range(0, 1_000), order);
    }

    [Fact]
    public void Spawn_FromATask_PollsInTheOrderOfSpawning()
    {
        using var rt = Create();
        var order = new List<int>();
        rt.BlockOn(async () =>
        {
            var handles = Enumerable.Range(0, 1_000).Select(i => rt.Spawn(() => order.Add(i))).ToArray();
            order.Add(-1);
            await handles[^1];
        });
        Assert.Equal(Enumerable.Range(-1, 1_001), order);
    }

    [Fact]
    public void Resume_BehindOtherTasks_WaitsItsTurn()
    {
        using var rt = Create();
        var order = new List<string>();
        rt.BlockOn(async () =>
        {
            var notified = new AsyncMutex();
            var held = await notified.LockAsync();
            var resumed = rt.Spawn(async () =>
            {
                using (await notified.LockAsync())
                    order.Add("resumed");
            });
            await CurrentTask.YieldAsync();
            var before = rt.Spawn(() => order.Add("spawned before"));
            held.Dispose();
            var after = rt.Spawn(() => order.Add("spawned after"));
            await resumed;
            await before;
            await after;
        });
        Assert.Equal(["spawned before", "resumed", "spawned after"], order);
    }

    [Fact]
    public void Yield_AmongReadyTasks_RunsThemInTurns()
    {
        using var rt = Create();
        var order = new List<int>();
        rt.BlockOn(async () =>
        {
            var handles = Enumerable.Range(0, 3).Select(i => rt.Spawn(async () =>
            {
                for (var round = 0; round < 3; round++)
                {
                    order.Add(i);
                    if (round == 1)
                        await Task.Yield();
                    else
                        await CurrentTask.YieldAsync();
                }
            })).ToArray();
            foreach (var handle in handles)
                await handle;
        });
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], order);
    }

    [Fact]
    public void Result_OfAChild_BlocksTheOnlyThread()
    {
        using var rt = Create();
        // The wait takes many times as long as a worker needs to transfer its core. The child runs afterwards, on the runtime's thread.
        var (thread, hasEnded, child) = rt.BlockOn(async () => await rt.Spawn(() =>
        {
            var task = rt.Spawn(() => Environment.CurrentManagedThreadId);
            return (Environment.CurrentManagedThreadId, task.AsTask().Wait(TimeSpan.FromMilliseconds(100)), task);
        }));
        Assert.False(hasEnded);
        Assert.Equal(thread, rt.BlockOn(async () => await child));
    }

    [Fact]
    public void ShutdownAsync_WhenATaskBlocksOnAChild_ReportsIt()
    {
        var rt = Create();
        using var waits = new ManualResetEventSlim();
        using var release = new CancellationTokenSource();
        JoinHandle? child = null;
        var parent = rt.Spawn(
            () =>
            {
                child = rt.Spawn(() => 1);
                waits.Set();
                try
                {
                    child.AsTask().Wait(release.Token);
                }
                catch (AggregateException)
                {
                    // The shutdown has canceled the child, which ends the wait. The parent stays blocked here, even if its thread gets a
                    // processor late.
                    release.Token.WaitHandle.WaitOne();
                }
            },
            new SpawnOptions { Name = "sync over async" });
        waits.Wait();
        var report = rt.ShutdownAsync(TimeSpan.Zero).Result;
        Assert.Equal("sync over async", Assert.Single(report.StillRunning).Name);
        Assert.Equal((0, 1, JoinStatus.Canceled), (report.Drained, report.Aborted, child!.JoinAsync().AsTask().Result.Status));
        release.Cancel();
        Signals.SpinUntil(() => parent.IsFinished, "the wait ends");
    }

    [Fact]
    public void ShutdownAsync_WithStopBehaviorCancel_EndsTheWait()
    {
        var rt = Create();
        using var waits = new ManualResetEventSlim();
        var parent = rt.Spawn(
            ct =>
            {
                var child = rt.Spawn(() => 1).AsTask();
                waits.Set();
                child.Wait(ct);
            },
            new SpawnOptions { StopBehavior = StopBehavior.Cancel });
        waits.Wait();
        // The token of the task ends the wait. Then the thread is free, and runs the child.
        var report = rt.ShutdownAsync(TimeSpan.FromMinutes(1)).Result;
        Assert.Equal((2, 0, 0), (report.Drained, report.Aborted, report.StillRunning.Count));
        Assert.Equal(JoinStatus.Canceled, parent.JoinAsync().AsTask().Result.Status);
    }

    [Fact]
    public void BlockInPlace_OnTheThread_CallsTheBodyDirectly()
    {
        using var rt = Create();
        var threads = rt.BlockOn(async () =>
        {
            var before = Environment.CurrentManagedThreadId;
            var inside = AsyncRuntime.BlockInPlace(() => Environment.CurrentManagedThreadId);
            await CurrentTask.YieldAsync();
            return new[] { before, inside, Environment.CurrentManagedThreadId };
        });
        Assert.Single(threads.Distinct());
    }

    [Fact]
    public void BlockOn_OnTheThread_ThrowsWithoutTheUsualHint()
    {
        using var rt = Create();
        var error = Assert.Throws<InvalidOperationException>(() => rt.BlockOn(async () => await rt.Spawn(() => rt.BlockOn(() => Task.CompletedTask))));
        Assert.Contains("BlockOn was called on worker 0", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BlockInPlace", error.Message, StringComparison.Ordinal);
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        Assert.Throws<InvalidOperationException>(() => rt.BlockOn(async () => await rt.Spawn(() => other.BlockOn(() => Task.CompletedTask))));
        Assert.Throws<InvalidOperationException>(() => other.BlockOn(async () => await other.Spawn(() => rt.BlockOn(() => Task.CompletedTask))));
    }

    [Fact]
    public void BlockOn_FromOutside_SpawnsATask()
    {
        using var rt = Create();
        var seen = rt.BlockOn(() => Task.FromResult((CurrentTask.Name, rt.CaptureTasks().Single().Name, rt.Metrics.SpawnedTasks)));
        Assert.Equal(("BlockOn", "BlockOn", 1), seen);
    }

    [Fact]
    public void BlockOn_AfterTheEnd_ThrowsJoinCanceled()
    {
        var rt = Create();
        Assert.True(rt.ShutdownAsync(s_long).Result.IsClean);
        Assert.Throws<JoinCanceledException>(() => rt.BlockOn(() => Task.CompletedTask));
    }

    [Fact]
    public void BlockingLock_OnTheThread_Throws()
    {
        using var rt = Create();
        Assert.Throws<InvalidOperationException>(() => rt.BlockOn(async () => await rt.Spawn(() => new AsyncMutex().BlockingLock())));
    }

    [Fact]
    public void Metrics_OfOneThread_ContainOneWorker()
    {
        using var rt = Create();
        rt.BlockOn(async () => await rt.Spawn(() => { }));
        var worker = Assert.Single(rt.Metrics.Workers);
        Assert.True(worker.Polls >= 3);
        Assert.Equal((RuntimeFlavor.CurrentThread, 0), (rt.Flavor, worker.Steals));
    }

    [Fact]
    public void WorkerParking_WhenTheHookSpawns_RunsTheTask()
    {
        IRuntime? runtime = null;
        var left = 100;
        using var done = new ManualResetEventSlim();
        var hooks = new RuntimeHooks
        {
            WorkerParking = _ =>
            {
                if (Volatile.Read(ref runtime) is { } rt && left-- > 0)
                    rt.Spawn(() =>
                    {
                        if (left <= 0)
                            done.Set();
                    }).Detach();
            },
        };
        using var rt = AsyncRuntime.CreateUnstarted(Options(), hooks: hooks);
        Volatile.Write(ref runtime, rt);
        rt.Start();
        Assert.True(done.Wait(s_long));
    }

    [Fact]
    public void Dispose_WhenItReturns_EveryThreadHasEnded()
    {
        var (started, stopped) = (0, 0);
        var hooks = new RuntimeHooks();
        hooks.ThreadStarted += _ => Interlocked.Increment(ref started);
        hooks.ThreadStopping += _ => Interlocked.Increment(ref stopped);
        using (var rt = AsyncRuntime.Create(Options(), hooks: hooks))
            rt.BlockOn(async () => await rt.SpawnBlocking(() => { }));
        Assert.Equal((2, 2), (started, stopped));
    }

    private static RuntimeOptions Options() => new() { Flavor = RuntimeFlavor.CurrentThread };

    private static IRuntime Create() => AsyncRuntime.Create(Options());
}
