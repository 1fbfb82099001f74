using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime;

public sealed class MultiThreadRuntimeTests
{
    [Fact]
    public void CreateUnstarted_SpawnedTasks_WaitForTheStart()
    {
        using var rt = AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 2 });
        var handles = Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? rt.Spawn(() => i) : rt.SpawnBlocking(() => i)).ToArray();
        Assert.Equal((0, 50), (rt.Metrics.BlockingThreads, rt.Metrics.BlockingQueueDepth));
        Assert.Equal(RuntimeState.Created, rt.State);
        Assert.All(handles, handle => Assert.False(handle.IsFinished));
        rt.Start();
        rt.Start();
        rt.BlockOn(async () =>
        {
            for (var i = 0; i < handles.Length; i++)
                Assert.Equal(i, await handles[i]);
        });
    }

    [Fact]
    public void Dispose_CalledTwice_DoesNotThrow()
    {
        var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        rt.Dispose();
        rt.Dispose();
    }

    [Fact]
    public void Dispose_WhenItReturns_EveryThreadHasEnded()
    {
        var (started, stopped) = (0, 0);
        var hooks = new RuntimeHooks();
        hooks.ThreadStarted += _ => Interlocked.Increment(ref started);
        hooks.ThreadStopping += _ => Interlocked.Increment(ref stopped);
        using (var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 4 }, hooks: hooks))
        {
            using var all = new Barrier(3);
            rt.BlockOn(async () =>
            {
                foreach (var handle in Enumerable.Range(0, 3).Select(_ => rt.SpawnBlocking(() => all.SignalAndWait())).ToArray())
                    await handle;
            });
        }

        Assert.Equal((7, 7), (started, stopped));
    }

    [Fact]
    public void Metrics_AfterWork_CountTasksAndPolls()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        rt.BlockOn(async () =>
        {
            await rt.Spawn(async () =>
            {
                for (var i = 0; i < 10; i++)
                    await rt.Spawn(() => { });
            });
            await rt.SpawnBlocking(() => { });
        });
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "all are counted out");
        var metrics = rt.Metrics;
        Assert.Equal((13, 1), (metrics.SpawnedTasks, metrics.BlockingThreads));
        Assert.True(metrics.Workers.Sum(worker => worker.Polls) >= 11);
    }

    [Fact]
    public void CaptureTasks_OneWaitsAndOneRuns_ReturnsBoth()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var go = Signals.Create();
        var waiting = rt.Spawn(async () => await go.Task, new SpawnOptions { Name = "waits" });
        Signals.UntilWaiting(rt, 1);
        using var gate = new ManualResetEventSlim();
        var blocking = rt.SpawnBlocking(() => gate.Wait(), new SpawnOptions { Name = "runs" });
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 2, "the blocking task runs");
        Assert.Equal(
            [("runs", TaskKind.Blocking, TaskState.Running), ("waits", TaskKind.Async, TaskState.Waiting)],
            rt.CaptureTasks().Select(task => (task.Name!, task.Kind, task.State)).Order());
        gate.Set();
        go.SetResult();
        rt.BlockOn(async () =>
        {
            await waiting;
            await blocking;
        });
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 0, "none is left");
    }

    [Fact]
    public void Hooks_OfOneTask_AreCalledInOrder()
    {
        var seen = new List<string>();
        var hooks = new RuntimeHooks
        {
            TaskSpawned = task => seen.Add($"spawned {task.Name} {task.State}"),
            BeforePoll = _ => seen.Add("before"),
            AfterPoll = _ => seen.Add("after"),
            TaskTerminated = task => seen.Add($"terminated {task.Name}"),
        };
        using (var rt = AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 1 }, hooks: hooks))
        {
            rt.Spawn(() => seen.Add("body"), new SpawnOptions { Name = "one" }).Detach();
            rt.Start();
            Assert.True(rt.ShutdownAsync(TimeSpan.FromSeconds(30)).Result.IsClean);
        }

        Assert.Equal(["spawned one Created", "before", "body", "terminated one", "after"], seen);
    }

    [Fact]
    public void Hooks_DuringAPollOfABranch_GetItsTask()
    {
        var seen = new List<long>();
        var hooks = new RuntimeHooks { BeforePoll = seen.Add, AfterPoll = seen.Add };
        long id;
        using (var rt = AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 1 }, hooks: hooks))
        {
            var task = rt.Spawn(Branches.YieldForAnotherAsync);
            id = task.Id;
            rt.Start();
            Assert.True(rt.ShutdownAsync(TimeSpan.FromSeconds(30)).Result.IsClean);
        }

        // One poll at the start, and at least two in each of the two rounds. Each poll calls both hooks.
        Assert.True(seen.Count >= 10);
        Assert.All(seen, actual => Assert.Equal(id, actual));
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
                if (Volatile.Read(ref runtime) is { } rt && Interlocked.Decrement(ref left) >= 0)
                    rt.Spawn(() =>
                    {
                        if (Volatile.Read(ref left) <= 0)
                            done.Set();
                    }).Detach();
            },
        };
        using var rt = AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 2 }, hooks: hooks);
        Volatile.Write(ref runtime, rt);
        rt.Start();
        Assert.True(done.Wait(TimeSpan.FromSeconds(30)));
    }

    /// <summary>A caller that flows the ExecutionContext, as only awaiters outside of async methods do.</summary>
    [Fact]
    public void Yield_WithExecutionContext_RunsQueuedTaskFirst()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var order = new List<string>();
        rt.BlockOn(async () => await rt.Spawn(async () =>
        {
            var queued = rt.Spawn(() => order.Add("queued"));
            var hasYielded = Signals.Create();
            CurrentTask.YieldAsync().GetAwaiter().OnCompleted(() =>
            {
                order.Add("yielded");
                hasYielded.SetResult();
            });
            await hasYielded.Task;
            await queued;
        }));
        Assert.Equal(["queued", "yielded"], order);
    }

    [Fact]
    public void Spawn_MoreThanALocalQueueHolds_RunsEveryTask()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var count = 0;
        rt.BlockOn(async () =>
        {
            var handles = await rt.Spawn(() => Enumerable.Range(0, 20_000).Select(_ => rt.Spawn(() => Interlocked.Increment(ref count))).ToArray());
            foreach (var handle in handles)
                await handle;
        });
        Assert.Equal(20_000, count);
    }

    [Fact]
    public void Spawn_WhileOthersSpawnForEver_IsNotStarved()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ShutdownTimeout = TimeSpan.Zero });
        var stop = 0;
        void Again()
        {
            if (Volatile.Read(ref stop) == 0)
                rt.Spawn(Again).Detach();
        }

        rt.Spawn(Again).Detach();
        rt.Spawn(async () =>
        {
            while (Volatile.Read(ref stop) == 0)
                await CurrentTask.YieldAsync();
        }).Detach();
        // One task is spawned outside the runtime, and its child on the busy worker.
        rt.BlockOn(async () => await rt.Spawn(async () => await rt.Spawn(() => { })));
        Volatile.Write(ref stop, 1);
    }
}
