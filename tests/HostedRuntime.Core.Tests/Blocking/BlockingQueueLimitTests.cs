using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Blocking;

public sealed class BlockingQueueLimitTests
{
    [Fact]
    public void SpawnBlocking_BeyondTheLimit_ThrowsAndAddsNoTask()
    {
        using var rt = Create(threads: 2, limit: 3, name: "census");
        using var gate = new ManualResetEventSlim();
        var admitted = Enumerable.Range(0, 5).Select(_ => rt.SpawnBlocking(gate.Wait)).ToArray();

        var full = Assert.Throws<BlockingQueueFullException>(() => rt.SpawnBlocking(() => 1));

        Assert.Equal(3, full.Limit);
        Assert.Equal(
            "The blocking pool of runtime 'census' is full: all of its 2 threads are busy, and 3 tasks wait, as many as BlockingQueueLimit allows."
                + " Await SpawnBlockingAsync, which waits for room; or raise MaxBlockingThreads or BlockingQueueLimit.",
            full.Message);
        Signals.SpinUntil(() => rt.Metrics is { AliveTasks: 5, BlockingQueueDepth: 3 }, "two tasks run and three wait");
        gate.Set();
        JoinAll(rt, admitted);
        JoinAll(rt, rt.SpawnBlocking(() => { }));
    }

    [Fact]
    public void SpawnBlocking_WhenLimitIsZero_NeedsAFreeThread()
    {
        using var rt = Create(threads: 1, limit: 0);
        // A place is released before the end of its task is reported, so a caller that has seen the end finds the place free.
        for (var i = 0; i < 2_000; i++)
            JoinAll(rt, rt.SpawnBlocking(() => { }));
        using var gate = new ManualResetEventSlim();
        var busy = rt.SpawnBlocking(gate.Wait);
        Assert.Throws<BlockingQueueFullException>(() => rt.SpawnBlocking(() => { }));
        gate.Set();
        JoinAll(rt, busy);
        JoinAll(rt, rt.SpawnBlocking(() => { }));
    }

    [Fact]
    public void SpawnBlocking_BeforeStart_ThrowsBeyondTheLimit()
    {
        using var rt = AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 2, BlockingQueueLimit = 1 });
        var admitted = Enumerable.Range(0, 3).Select(_ => rt.SpawnBlocking(() => { })).ToArray();
        Assert.Throws<BlockingQueueFullException>(() => rt.SpawnBlocking(() => { }));
        rt.Start();
        JoinAll(rt, admitted);
    }

    [Fact]
    public void Abort_WhenTaskIsQueued_FreesItsPlace()
    {
        using var rt = Create(threads: 1, limit: 2);
        using var gate = new ManualResetEventSlim();
        var busy = rt.SpawnBlocking(gate.Wait);
        Signals.UntilWaiting(rt, running: 1, waiting: 0);
        // Spawns many more tasks than there is room for: an aborted task takes up no place, neither in the count nor in the queue.
        for (var i = 0; i < 1_000; i++)
        {
            var (first, second) = (rt.SpawnBlocking(() => { }), rt.SpawnBlocking(() => { }));
            Assert.Throws<BlockingQueueFullException>(() => rt.SpawnBlocking(() => { }));
            first.Abort();
            Assert.Equal(1, rt.Metrics.BlockingQueueDepth);
            second.Abort();
        }

        Assert.Equal(0, rt.Metrics.BlockingQueueDepth);
        gate.Set();
        JoinAll(rt, busy);
    }

    [Fact]
    public void SpawnBlocking_WhenTokenHasFired_TakesNoPlace()
    {
        using var rt = Create(threads: 1, limit: 0);
        for (var i = 0; i < 10; i++)
            Assert.True(rt.SpawnBlocking(() => { }, new SpawnOptions { CancellationToken = new CancellationToken(canceled: true) }).IsFinished);
        JoinAll(rt, rt.SpawnBlocking(() => { }));
    }

    [Fact]
    public async Task SpawnBlockingAsync_WhenThereIsRoom_CompletesAtOnce()
    {
        await using var rt = Create(threads: 1, limit: 0);
        var spawned = rt.SpawnBlockingAsync(() => 1);
        Assert.True(spawned.IsCompletedSuccessfully);
        Assert.Equal(1, await await spawned);
    }

    [Fact]
    public async Task SpawnBlockingAsync_WithoutLimit_NeverWaits()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = 1 });
        using var gate = new ManualResetEventSlim();
        var busy = rt.SpawnBlocking(gate.Wait);
        for (var i = 0; i < 100; i++)
            Assert.True(rt.SpawnBlockingAsync(() => { }).IsCompletedSuccessfully);
        Signals.SpinUntil(() => rt.Metrics.BlockingQueueDepth == 100, "one task runs and the others wait");
        gate.Set();
        await busy;
    }

    [Fact]
    public async Task SpawnBlockingAsync_WhenFull_WaitsInOrder()
    {
        await using var rt = Create(threads: 1, limit: 1);
        using var gate = new SemaphoreSlim(0);
        var busy = new[] { rt.SpawnBlocking(() => gate.Wait()), rt.SpawnBlocking(() => gate.Wait()) };
        var waiting = Enumerable.Range(0, 10).Select(_ => rt.SpawnBlockingAsync(() => gate.Wait()).AsTask()).ToArray();
        for (var i = 0; i < waiting.Length; i++)
        {
            Assert.All(waiting[i..], wait => Assert.False(wait.IsCompleted));
            // A later caller does not overtake the callers that wait.
            Assert.Throws<BlockingQueueFullException>(() => rt.SpawnBlocking(() => { }));
            gate.Release();
            await waiting[i];
        }

        gate.Release(2);
        foreach (var task in busy.Concat(waiting.Select(wait => wait.Result)))
            await task;
        Assert.Equal(1, rt.Metrics.PeakBlockingThreads);
    }

    [Fact]
    public async Task SpawnBlockingAsync_WhenFull_ResumesOnItsTask()
    {
        await using var rt = Create(threads: 1, limit: 0);
        using var gate = new ManualResetEventSlim();
        var busy = rt.SpawnBlocking(gate.Wait);
        var waiting = rt.Spawn(async () =>
        {
            var id = CurrentTask.Id;
            var child = await rt.SpawnBlockingAsync(() => CurrentTask.WorkerIndex);
            return (Same: CurrentTask.Id == id, Off: await child is null, On: CurrentTask.WorkerIndex is not null);
        });
        Signals.UntilWaiting(rt, running: 1, waiting: 1);
        gate.Set();
        Assert.Equal((true, true, true), await waiting);
        await busy;
    }

    [Fact]
    public async Task SpawnBlockingAsync_WhenCanceled_SpawnsNothing()
    {
        await using var rt = Create(threads: 1, limit: 0);
        using var gate = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        var busy = rt.SpawnBlocking(gate.Wait);
        var first = rt.SpawnBlockingAsync(() => throw new InvalidOperationException("This body must not run."), cancellationToken: source.Token).AsTask();
        var second = rt.SpawnBlockingAsync(() => 2).AsTask();
        var spawned = rt.Metrics.SpawnedTasks;
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first)).CancellationToken);
        Assert.False(second.IsCompleted);
        gate.Set();
        Assert.Equal(2, await await second);
        Assert.Equal(spawned + 1, rt.Metrics.SpawnedTasks);
        await busy;
    }

    [Fact]
    public async Task SpawnBlockingAsync_WhenCallerIsAborted_CancelsTheWait()
    {
        await using var rt = Create(threads: 1, limit: 0);
        using var gate = new ManualResetEventSlim();
        var busy = rt.SpawnBlocking(gate.Wait);
        var waiting = rt.Spawn(async () => await await rt.SpawnBlockingAsync(() => 1));
        Signals.UntilWaiting(rt, running: 1, waiting: 1);
        waiting.Abort();
        Assert.Equal(JoinStatus.Canceled, (await waiting.JoinAsync()).Status);
        gate.Set();
        await busy;
        await rt.SpawnBlocking(() => { });
    }

    [Fact]
    public async Task SpawnBlockingAsync_WhenTaskTokenFires_ReturnsCanceledTask()
    {
        await using var rt = Create(threads: 1, limit: 0);
        using var gate = new ManualResetEventSlim();
        using var ofTask = new CancellationTokenSource();
        using var ofWait = new CancellationTokenSource();
        var busy = rt.SpawnBlocking(gate.Wait);
        var waiting = rt.SpawnBlockingAsync(() => 1, new SpawnOptions { CancellationToken = ofTask.Token }, ofWait.Token).AsTask();
        await ofTask.CancelAsync();
        Assert.Equal(JoinStatus.Canceled, (await (await waiting).JoinAsync()).Status);
        Assert.Equal(1, rt.Metrics.AliveTasks);
        gate.Set();
        await busy;
    }

    [Fact]
    public async Task SpawnBlockingAsync_WhenBothTokensFire_CancelsTheWait()
    {
        await using var rt = Create(threads: 1, limit: 0);
        using var gate = new ManualResetEventSlim();
        using var both = new CancellationTokenSource();
        var busy = rt.SpawnBlocking(gate.Wait);
        var waiting = rt.SpawnBlockingAsync(() => 1, new SpawnOptions { CancellationToken = both.Token }, both.Token).AsTask();
        await both.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Set();
        await busy;
    }

    [Fact]
    public async Task ShutdownAsync_WhenPoolIsStuck_CancelsWaitsAndReports()
    {
        var rt = Create(threads: 1, limit: 1);
        using var gate = new ManualResetEventSlim();
        var running = Signals.Create();
        var stuck = rt.SpawnBlocking(
            () =>
            {
                running.SetResult();
                gate.Wait();
            },
            new SpawnOptions { Name = "stuck" });
        await running.Task;
        var queued = rt.SpawnBlocking(() => { });
        var waiting = Enumerable.Range(0, 3).Select(_ => rt.SpawnBlockingAsync(() => 1).AsTask()).ToArray();

        var report = await rt.ShutdownAsync(TimeSpan.Zero);

        Assert.Equal(("stuck", TaskKind.Blocking), (Assert.Single(report.StillRunning).Name, report.StillRunning[0].Kind));
        foreach (var wait in waiting)
            Assert.Equal(JoinStatus.Canceled, (await (await wait).JoinAsync()).Status);
        Assert.Equal(JoinStatus.Canceled, (await queued.JoinAsync()).Status);
        // A spawn after the shutdown does not throw either: its task is canceled.
        Assert.Equal(JoinStatus.Canceled, (await rt.SpawnBlocking(() => 1).JoinAsync()).Status);
        Assert.Equal(JoinStatus.Canceled, (await (await rt.SpawnBlockingAsync(() => 1)).JoinAsync()).Status);
        gate.Set();
        await stuck;
        Signals.SpinUntil(() => rt.Metrics is { AliveTasks: 0, BlockingThreads: 0 }, "nothing is left");
    }

    [Fact]
    public async Task ShutdownAsync_WithQueuedTasks_RunsThem()
    {
        var rt = Create(threads: 1, limit: 5);
        var ran = 0;
        for (var i = 0; i < 6; i++)
            rt.SpawnBlocking(() => Interlocked.Increment(ref ran)).Detach();
        Assert.True((await rt.ShutdownAsync(TimeSpan.FromSeconds(60))).IsClean);
        Assert.Equal(6, ran);
    }

    private static IRuntime Create(int threads, int limit, string? name = null) => AsyncRuntime.Create(
        new RuntimeOptions { WorkerThreads = 1, MaxBlockingThreads = threads, BlockingQueueLimit = limit, MaxCompensatingThreads = 4 }, name: name);

    private static void JoinAll(IRuntime rt, params JoinHandle[] tasks) => rt.BlockOn(async () =>
    {
        foreach (var task in tasks)
            await task;
    });
}
