using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime;

/// <summary>
/// The behavior that is specific to the ThreadPool flavor: no workers of its own, and threads that are shared with the process.
/// </summary>
public sealed class ThreadPoolRuntimeTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Spawn_Body_KeepsItsTaskOnPoolThreads()
    {
        using var rt = Create();
        var (same, pool) = rt.BlockOn(async () => await rt.Spawn(async () =>
        {
            var id = CurrentTask.Id;
            var onPool = Thread.CurrentThread.IsThreadPoolThread;
            await Task.Yield();
            onPool &= Thread.CurrentThread.IsThreadPoolThread;
            await rt.SpawnBlocking(() => { });
            onPool &= Thread.CurrentThread.IsThreadPoolThread;
            return (CurrentTask.Id == id && CurrentTask.Runtime == rt && CurrentTask.WorkerIndex is null && AsyncRuntime.Handle == rt, onPool);
        }));
        Assert.True(same && pool);
    }

    [Fact]
    public void SpawnBlocking_Body_RunsOnAThreadOfTheRuntime()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { Flavor = RuntimeFlavor.ThreadPool, ThreadName = "mine" });
        Assert.Equal(("mine-b0", false), rt.BlockOn(async () => await rt.SpawnBlocking(() => (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread))));
    }

    [Fact]
    public void Poll_WhenTheBodyChangesItsThread_RestoresIt()
    {
        using var rt = Create();
        var local = new AsyncLocal<int>();
        for (var i = 0; i < 50; i++)
        {
            var seen = rt.BlockOn(async () => await rt.Spawn(
                () =>
                {
                    var before = (local.Value, Thread.CurrentThread.Priority, ExecutionContext.IsFlowSuppressed());
                    local.Value = 1;
                    Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
                    ExecutionContext.SuppressFlow();
                    return before;
                },
                new SpawnOptions { SuppressFlow = true }));
            Assert.Equal((0, ThreadPriority.Normal, false), seen);
        }

        Assert.Null(Task.Run(() => CurrentTask.Id ?? CurrentTask.WorkerIndex).Result);
    }

    [Fact]
    public void BlockOn_InATask_RunsTheBodyOnItsThread()
    {
        using var rt = Create();
        var (outer, inner, after) = rt.BlockOn(async () => await rt.Spawn(() =>
        {
            var id = CurrentTask.Id;
            var thread = Environment.CurrentManagedThreadId;
            var pumped = rt.BlockOn(async () =>
            {
                await rt.Spawn(() => { });
                return (Environment.CurrentManagedThreadId, CurrentTask.Id);
            });
            return ((thread, id), pumped, CurrentTask.Id);
        }));
        Assert.Equal(outer.thread, inner.CurrentManagedThreadId);
        Assert.NotEqual(outer.id, inner.Id);
        Assert.Equal(outer.id, after);
    }

    [Fact]
    public void CaptureTasks_DuringBlockOn_ReturnsBothAsRunning()
    {
        using var rt = Create();
        using var go = new ManualResetEventSlim();
        var inside = Signals.Create();
        var outer = rt.Spawn(
            () => rt.BlockOn(() =>
            {
                inside.SetResult();
                go.Wait();
                return Task.CompletedTask;
            }),
            new SpawnOptions { Name = "outer" });
        inside.Task.Wait();
        Assert.Equal([("BlockOn", TaskState.Running), ("outer", TaskState.Running)], rt.CaptureTasks().Select(task => (task.Name!, task.State)).Order());
        go.Set();
        rt.BlockOn(async () => await outer);
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 0, "none is left");
    }

    [Fact]
    public void CaptureTasks_WithTwoRuntimes_ReturnsOwnTasksOnly()
    {
        using var one = Create();
        using var two = Create();
        using var go = new ManualResetEventSlim();
        var handles = new[] { one, two }.Select(rt => rt.Spawn(() => go.Wait(), new SpawnOptions { Name = rt == one ? "one" : "two" })).ToArray();
        Signals.SpinUntil(() => one.CaptureTasks().Count == 1 && two.CaptureTasks().Count == 1, "both run");
        Assert.Equal(("one", "two"), (one.CaptureTasks()[0].Name, two.CaptureTasks()[0].Name));
        go.Set();
        one.BlockOn(async () =>
        {
            foreach (var handle in handles)
                await handle;
        });
    }

    [Fact]
    public void Metrics_WithoutWorkers_StillCountTasks()
    {
        using var rt = AsyncRuntime.CreateUnstarted(Options());
        var handles = Enumerable.Range(0, 10).Select(_ => rt.Spawn(() => { })).ToArray();
        Assert.Equal((0, 10, 10), (rt.Metrics.Workers.Count, rt.Metrics.GlobalQueueDepth, rt.Metrics.AliveTasks));
        rt.Start();
        rt.BlockOn(async () =>
        {
            foreach (var handle in handles)
                await handle;
        });
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "all are counted out");
        Assert.Equal((11, RuntimeFlavor.ThreadPool), (rt.Metrics.SpawnedTasks, rt.Flavor));
    }

    [Fact]
    public void Hooks_OfOneTask_AreCalledInOrder()
    {
        var seen = new List<string>();
        var hooks = new RuntimeHooks
        {
            ThreadStarted = _ => seen.Add("thread"),
            TaskSpawned = task => seen.Add($"spawned {task.Name}"),
            BeforePoll = _ => seen.Add("before"),
            AfterPoll = _ => seen.Add("after"),
            TaskTerminated = task => seen.Add($"terminated {task.Name}"),
        };
        var rt = AsyncRuntime.CreateUnstarted(Options(), hooks: hooks);
        rt.Spawn(() => seen.Add("body"), new SpawnOptions { Name = "one" }).Detach();
        rt.Start();
        Assert.True(rt.ShutdownAsync(s_long).Result.IsClean);
        // The task is counted out before AfterPoll is called, because the runtime does not wait for a thread of the pool.
        Signals.SpinUntil(() => seen.Count == 5, "the poll is over");
        Assert.Equal(["spawned one", "before", "body", "terminated one", "after"], seen);
    }

    [Fact]
    public void BlockingLock_InATask_IsAllowed()
    {
        using var rt = Create();
        var mutex = new AsyncMutex();
        Assert.True(rt.BlockOn(async () => await rt.Spawn(() =>
        {
            using (mutex.BlockingLock())
                return mutex.IsLocked;
        })));
    }

    private static RuntimeOptions Options() => new() { Flavor = RuntimeFlavor.ThreadPool };

    private static IRuntime Create() => AsyncRuntime.Create(Options());
}
