using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime.Metrics;

/// <summary>The observable instruments of tasks and queues, in scenarios with a known answer.</summary>
public sealed class TaskMetricTests
{
    private static readonly (string, string) s_ok = ("hosted_runtime.outcome", "ok");
    private static readonly (string, string) s_canceled = ("hosted_runtime.outcome", "canceled");

    [Fact]
    public void TaskCounters_AfterTenTasks_TellThemByOutcome()
    {
        using var metered = new MeteredRuntime();
        var rt = metered.Runtime;
        rt.BlockOn(async () =>
        {
            for (var i = 0; i < 5; i++)
                await rt.Spawn(static () => { });
            for (var i = 0; i < 2; i++)
            {
                var waiting = rt.Spawn(static ct => Task.Delay(Timeout.Infinite, ct));
                waiting.Abort();
                Assert.Equal(JoinStatus.Canceled, (await waiting.JoinAsync()).Status);
            }

            for (var i = 0; i < 3; i++)
            {
                var faulted = rt.Spawn(() => i == 0 ? throw new FormatException() : throw new InvalidOperationException());
                Assert.Equal(JoinStatus.Faulted, (await faulted.JoinAsync()).Status);
            }
        });
        // The end of a task is counted after its joiners were notified.
        Signals.SpinUntil(() => metered.Reader.Value("hosted_runtime.task.active") == 0, "all ends are counted");

        // The body of BlockOn is a task too.
        Assert.Equal(11, metered.Reader.Value("hosted_runtime.task.spawned"));
        Assert.Equal(6, metered.Reader.Value("hosted_runtime.task.completed", s_ok));
        Assert.Equal(2, metered.Reader.Value("hosted_runtime.task.completed", s_canceled));
        Assert.Equal(1, metered.Reader.Value("hosted_runtime.task.completed", ("hosted_runtime.outcome", "faulted"), ("error.type", "System.FormatException")));
        Assert.Equal(2, metered.Reader.Value("hosted_runtime.task.completed", ("hosted_runtime.outcome", "faulted"), ("error.type", "System.InvalidOperationException")));
    }

    [Theory]
    [InlineData(RuntimeFlavor.MultiThread)]
    [InlineData(RuntimeFlavor.CurrentThread)]
    [InlineData(RuntimeFlavor.ThreadPool)]
    public async Task TaskActive_WhileTasksWait_IsTheirNumber(RuntimeFlavor flavor)
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { Flavor = flavor });
        var go = Signals.Create();
        var tasks = Enumerable.Range(0, 4).Select(_ => metered.Runtime.Spawn(() => go.Task)).ToList();
        Signals.UntilWaiting(metered.Runtime, 4);
        Assert.Equal(4, metered.Reader.Value("hosted_runtime.task.active"));
        Assert.Equal(4, metered.Reader.Value("hosted_runtime.task.spawned"));
        Assert.Equal(0, metered.Reader.Value("hosted_runtime.task.completed", s_ok));
        go.SetResult();
        foreach (var task in tasks)
            await task;
        Signals.SpinUntil(() => metered.Reader.Value("hosted_runtime.task.active") == 0, "all ends are counted");
        Assert.Equal(4, metered.Reader.Value("hosted_runtime.task.completed", s_ok));
    }

    [Fact]
    public void TaskCompleted_OfRefusedTask_CountsItAsCanceled()
    {
        using var metered = new MeteredRuntime();
        var rt = metered.Runtime;
        var held = Signals.OccupyWorkerAsync(rt).GetAwaiter().GetResult();
        var shutdown = rt.ShutdownAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(JoinStatus.Canceled, rt.Spawn(static () => { }).JoinAsync().AsTask().GetAwaiter().GetResult().Status);

        Assert.Equal(2, metered.Reader.Value("hosted_runtime.task.spawned"));
        Assert.Equal(1, metered.Reader.Value("hosted_runtime.task.completed", s_canceled));
        Assert.Equal(1, metered.Reader.Value("hosted_runtime.task.active"));
        held.Gate.Set();
        shutdown.GetAwaiter().GetResult();
    }

    [Fact]
    public async Task QueueLength_WhileWorkerIsHeld_CountsReadyTasks()
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { WorkerThreads = 1, MaxCompensatingThreads = 0, StallThreshold = Timeout.InfiniteTimeSpan });
        var (held, gate) = await Signals.OccupyWorkerAsync(metered.Runtime);
        var queued = Enumerable.Range(0, 4).Select(_ => metered.Runtime.Spawn(static () => { })).ToList();

        Assert.Equal(4, metered.Reader.Value("hosted_runtime.queue.length", ("hosted_runtime.queue", "global")));
        gate.Set();
        await held;
        foreach (var task in queued)
            await task;
        Assert.Equal(0, metered.Reader.Value("hosted_runtime.queue.length", ("hosted_runtime.queue", "global")));
    }

    [Fact]
    public void QueueLength_OfTasksSpawnedOnWorker_IsLocal()
    {
        using var metered = new MeteredRuntime();
        var length = metered.OnWorker(() =>
        {
            // The last one is in the slot.
            for (var i = 0; i < 3; i++)
                metered.Runtime.Spawn(static () => { }).Detach();
            return metered.Reader.Value("hosted_runtime.queue.length", ("hosted_runtime.queue", "local"));
        });
        Assert.Equal(2, length);
    }

    [Fact]
    public void QueueLength_WhileBlockingThreadIsBusy_CountsWaitingBodies()
    {
        using var metered = new MeteredRuntime(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1 });
        using var running = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var tasks = new List<JoinHandle> { metered.Runtime.SpawnBlocking(() => { running.Set(); go.Wait(); }) };
        running.Wait();
        tasks.Add(metered.Runtime.SpawnBlocking(static () => { }));
        tasks.Add(metered.Runtime.SpawnBlocking(static () => { }));

        Assert.Equal(2, metered.Reader.Value("hosted_runtime.queue.length", ("hosted_runtime.queue", "blocking")));
        go.Set();
        metered.Runtime.BlockOn(async () =>
        {
            foreach (var task in tasks)
                await task;
        });
        Assert.Equal(0, metered.Reader.Value("hosted_runtime.queue.length", ("hosted_runtime.queue", "blocking")));
    }
}
