using System.Reflection;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Contracts;

/// <summary>The promises of the end of a runtime.</summary>
public abstract class ShutdownContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void Shutdown_WhenIdle_IsClean() => RunBlocking(rt =>
    {
        var report = rt.ShutdownAsync(s_long).Result;
        Assert.True(report.IsClean);
        Assert.Equal(RuntimeState.Stopped, rt.State);
    });

    [Fact]
    public void Shutdown_CalledTwice_ReturnsTheSameReport() => RunBlocking(rt =>
    {
        var first = rt.ShutdownAsync(s_long);
        Assert.Same(first.Result, rt.ShutdownAsync(TimeSpan.Zero).Result);
        rt.Dispose();
    });

    [Fact]
    public void Shutdown_WhileTasksFinish_DrainsThem() => RunBlocking(rt =>
    {
        var go = Signals.Create();
        var tasks = Enumerable.Range(0, 100).Select(i => rt.Spawn(async () =>
        {
            await go.Task;
            await CurrentTask.YieldAsync();
            return i;
        })).ToArray();
        Signals.UntilWaiting(rt, 100);
        var shutdown = rt.ShutdownAsync(s_long);
        go.SetResult();
        Assert.Equal((100, 0, true), (shutdown.Result.Drained, shutdown.Result.Aborted, shutdown.Result.IsClean));
        Assert.All(tasks, task => Assert.True(task.IsFinished));
    });

    [Fact]
    public void Shutdown_TasksThatEndOnlyByToken_AreAborted() => RunBlocking(rt =>
    {
        var task = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        var sync = rt.Spawn(ct => { ct.WaitHandle.WaitOne(); });
        var blocking = rt.SpawnBlocking(ct => { ct.WaitHandle.WaitOne(); });
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 3, "all run");
        using var cut = new CancellationTokenSource();
        cut.Cancel();
        var report = rt.ShutdownAsync(Timeout.InfiniteTimeSpan, cut.Token).Result;
        // Without a grace the tasks still get a moment to end. If a busy machine runs a body only later, the report names the body.
        Assert.Equal((0, 3), (report.Drained, report.Aborted + report.StillRunning.Count));
        Signals.SpinUntil(() => task.IsFinished && sync.IsFinished && blocking.IsFinished, "the abort has reached all");
    });

    [Fact]
    public void Shutdown_TaskThatNeverStarted_IsCanceled() => RunBlocking(
        rt =>
        {
            using var gate = new ManualResetEventSlim();
            var busy = rt.Spawn(() => gate.Wait());
            var ran = false;
            var queued = rt.Spawn(() => { ran = true; });
            var blocking = rt.SpawnBlocking(() => gate.Wait());
            var queuedBlocking = rt.SpawnBlocking(() => { ran = true; });
            Signals.SpinUntil(() => rt.CaptureTasks().Count == 2, "both run");
            var report = rt.ShutdownAsync(TimeSpan.Zero).Result;
            Assert.True(queued.IsFinished && queuedBlocking.IsFinished);
            Assert.Equal(2, report.StillRunning.Count);
            gate.Set();
            Signals.SpinUntil(() => busy.IsFinished && blocking.IsFinished, "the held bodies end");
            Assert.False(ran);
        },
        options => (options.WorkerThreads, options.MaxBlockingThreads, options.MaxCompensatingThreads) = (1, 1, 0));

    [Fact]
    public void Shutdown_BodyThatIgnoresItsToken_IsReportedByName() => RunBlocking(rt =>
    {
        using var gate = new ManualResetEventSlim();
        var never = Signals.Create();
        var waiting = rt.Spawn(async () => await never.Task, new SpawnOptions { Name = "deaf waiter" });
        var running = rt.Spawn(() => gate.Wait(), new SpawnOptions { Name = "deaf worker" });
        var blocking = rt.SpawnBlocking(() => gate.Wait(), new SpawnOptions { Name = "deaf blocking" });
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 3, "all run");

        var report = rt.ShutdownAsync(s_short).Result;
        Assert.Equal(["deaf blocking", "deaf waiter", "deaf worker"], report.StillRunning.Select(task => task.Name).Order());
        Assert.All(report.StillRunning, task => Assert.Equal(("ShutdownContract.cs", true), (task.File, task.Line > 0)));
        Assert.False(report.IsClean);
        Assert.Contains("'deaf waiter'", report.ToString(), StringComparison.Ordinal);
        gate.Set();
        Signals.SpinUntil(() => running.IsFinished && blocking.IsFinished, "the held bodies end");
        GC.KeepAlive(waiting);
    });

    [Fact]
    public void Shutdown_BodyThatSwallowsAnAbort_IsAbortedAgain() => RunBlocking(rt =>
    {
        var mutex = new AsyncMutex();
        Assert.True(mutex.TryLock(out _));
        var body = new StubbornBody(mutex);
        var task = rt.Spawn(body.RunAsync);
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        using var cut = new CancellationTokenSource();
        // A quarter of the timeout lies between the two aborts. If the body has not seen the first by then, it sees both as one.
        var shutdown = rt.ShutdownAsync(20 * s_short, cut.Token);
        Signals.SpinUntil(() => body.Aborts > 0, "the body has swallowed the first abort");
        cut.Cancel();
        Assert.Equal(0, shutdown.Result.Drained);
        Signals.SpinUntil(() => task.IsFinished, "the second abort has reached the task");
        Assert.Equal(2, body.Aborts);
    });

    // Guards against a bug: a second abort hit the first wait of the cleanup that the first abort had started.
    [Fact]
    public void Shutdown_WithoutATimeout_AbortsOnce() => RunBlocking(rt =>
    {
        var goOn = new AsyncNotify();
        var isClean = false;
        var task = rt.Spawn(async () =>
        {
            try
            {
                await new AsyncNotify().WaitAsync();
            }
            finally
            {
                await goOn.WaitAsync();
                Volatile.Write(ref isClean, true);
            }
        });
        Signals.UntilWaiting(rt, 1);
        Assert.Equal(0, rt.ShutdownAsync(TimeSpan.Zero).Result.Drained);
        goOn.NotifyOne();
        // After the end of the runtime the cleanup continues on the ThreadPool.
        if (!NeedsThreadPool())
            return;
        Signals.SpinUntil(() => task.IsFinished, "the cleanup ends");
        Assert.True(Volatile.Read(ref isClean));
    });

    [Fact]
    public void Spawn_AfterShutdown_ReturnsCanceledHandle() => RunBlocking(rt =>
    {
        rt.ShutdownAsync(s_long).Wait();
        var ran = false;
        JoinHandle[] handles =
        [
            rt.Spawn(() => { ran = true; }),
            rt.Spawn(async () => await Task.Yield()),
            rt.SpawnBlocking(() => { ran = true; }),
        ];
        Assert.All(handles, handle => Assert.True(handle.IsFinished));
        Assert.All(handles, handle => Assert.Throws<JoinCanceledException>(() => handle.GetAwaiter().GetResult()));
        Assert.False(ran);
    });

    [Fact]
    public void Spawn_InATaskWhileDraining_ReturnsCanceledHandle() => RunBlocking(rt =>
    {
        var go = Signals.Create();
        var parent = rt.Spawn(async () =>
        {
            await go.Task;
            return rt.Spawn(() => { });
        });
        Signals.UntilWaiting(rt, 1);
        var shutdown = rt.ShutdownAsync(s_long);
        Signals.SpinUntil(() => rt.State == RuntimeState.Draining, "the runtime drains");
        go.SetResult();
        Assert.True(shutdown.Result.StillRunning.Count == 0);
        Assert.Throws<JoinCanceledException>(() => parent.GetAwaiter().GetResult().GetAwaiter().GetResult());
    });

    [Fact]
    public void Spawn_RefusedWhileDraining_IsNotInTheReport() => RunBlocking(rt =>
    {
        var go = Signals.Create();
        rt.Spawn(async () => await go.Task).Detach();
        Signals.UntilWaiting(rt, 1);
        var shutdown = rt.ShutdownAsync(s_long);
        Signals.SpinUntil(() => rt.State == RuntimeState.Draining, "the runtime drains");
        for (var i = 0; i < 3; i++)
            rt.Spawn(() => { }).Detach();
        go.SetResult();
        Assert.Equal((1, 0), (shutdown.Result.Drained, shutdown.Result.Aborted));
    });

    [Fact]
    public void Post_AfterTheEndOfTheRuntime_StillRuns() => RunBlocking(rt =>
    {
        var go = Signals.Create();
        using var done = new ManualResetEventSlim();
        rt.Spawn(async () =>
        {
            await go.Task;
            done.Set();
        }).Detach();
        Signals.UntilWaiting(rt, 1);
        Assert.Single(rt.ShutdownAsync(TimeSpan.Zero).Result.StillRunning);
        go.SetResult();
        if (NeedsThreadPool())
            done.Wait();
    });

    [Fact]
    public void Dispose_InsideATask_Throws() => Run(async rt =>
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await rt.Spawn(rt.Dispose, new SpawnOptions { Name = "suicide" }));
        Assert.Contains("Dispose of runtime 'default' was called inside its own task 'suicide'", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await rt.Spawn(async () => await rt.DisposeAsync()));
    });

    [Fact]
    public void Shutdown_WhenNeverStarted_CancelsQueuedTasks() => RunBlocking(_ =>
    {
        var rt = AsyncRuntime.CreateUnstarted(Options(), name: "early");
        var handle = rt.Spawn(() => { });
        var blocking = rt.SpawnBlocking(() => { });
        var report = rt.ShutdownAsync(TimeSpan.Zero).Result;
        Assert.True(handle.IsFinished && blocking.IsFinished);
        Assert.Empty(report.StillRunning);
        Assert.Equal(
            "Runtime 'early' cannot start: it was shut down and is Stopped, and a runtime starts once. Create another one.",
            Assert.Throws<ObjectDisposedException>(rt.Start).Message);
    });

    [Fact]
    public void ToString_BeforeTheRuntimeStarts_ReportsTheReason() => RunBlocking(_ =>
    {
        using var rt = AsyncRuntime.CreateUnstarted(Options(), name: "early");
        var handle = rt.Spawn(() => 42, new SpawnOptions { Name = "answer" });
        var ofChild = new ChildRuntime(rt).Spawn(() => { });
        Assert.Equal($"task 'answer' {handle.Id} (Queued, runtime 'early' has not started)", handle.ToString());
        Assert.Equal($"task {ofChild.Id} (Queued, runtime 'early' has not started)", ofChild.ToString());
        Assert.Equal("early: not started, tasks that wait for its start: 2", DebuggerDisplay(rt));
        rt.Start();
        Assert.Equal(42, handle.AsTask().Result);
        Assert.Equal($"task 'answer' {handle.Id} (Completed)", handle.ToString());
        Assert.StartsWith("early: Running, tasks alive: ", DebuggerDisplay(rt), StringComparison.Ordinal);

        static string DebuggerDisplay(IRuntime of)
            => (string)typeof(RuntimeEngine).GetProperty("DebuggerDisplay", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;
    });

    [Fact]
    public void Abort_BeforeTheRuntimeStarts_NeverRuns() => RunBlocking(_ =>
    {
        var rt = AsyncRuntime.CreateUnstarted(Options());
        var ran = false;
        var handle = rt.Spawn(() => { ran = true; });
        handle.Abort();
        Assert.True(handle.IsFinished);
        rt.Start();
        Assert.True(rt.ShutdownAsync(s_long).Result.IsClean);
        Assert.False(ran);
    });

    [Fact]
    public void Shutdown_BlockingBodyInBlockOn_IsAbortedAndNamed() => RunBlocking(rt =>
    {
        var runs = Signals.Create();
        using var go = new ManualResetEventSlim();
        var fired = false;
        var outer = rt.SpawnBlocking(
            ct => rt.BlockOn(() =>
            {
                runs.SetResult();
                go.Wait(CancellationToken.None);
                fired = ct.IsCancellationRequested;
                return Task.CompletedTask;
            }),
            new SpawnOptions { Name = "outer" });
        runs.Task.Wait();
        var report = rt.ShutdownAsync(TimeSpan.Zero).Result;
        Assert.Contains("outer", report.StillRunning.Select(task => task.Name));
        go.Set();
        Signals.SpinUntil(() => outer.IsFinished, "the body ends");
        Assert.True(fired);
    });

    [Fact]
    public void Shutdown_TaskThatIsJustEnding_IsInTheReport() => RunBlocking(rt =>
    {
        var told = Signals.Create();
        var shutdown = new TaskCompletionSource<Task<ShutdownReport>>();
        var task = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        // The context is called on the thread that ends the task, before the task is counted out, and it delays that thread. If the
        // shutdown did not wait for the count, its report would come first and miss the task.
        SynchronizationContext.SetSynchronizationContext(new SlowContext(() =>
        {
            told.SetResult();
            shutdown.Task.Result.Wait(TimeSpan.FromMilliseconds(200));
        }));
        task.GetAwaiter().UnsafeOnCompleted(() => { });
        SynchronizationContext.SetSynchronizationContext(null);
        Signals.UntilWaiting(rt, 1);
        task.Abort();
        told.Task.Wait();
        shutdown.SetResult(rt.ShutdownAsync(TimeSpan.Zero));
        var report = shutdown.Task.Result.Result;
        Assert.Equal((1, 0), (report.Drained + report.Aborted, report.StillRunning.Count));
    });

    [Fact]
    public void Shutdown_WhenItsTokenFires_StopsWaiting() => RunBlocking(rt =>
    {
        using var source = new CancellationTokenSource();
        var never = Signals.Create();
        rt.Spawn(async () => await never.Task).Detach();
        Signals.UntilWaiting(rt, 1);
        var shutdown = rt.ShutdownAsync(TimeSpan.FromDays(1), source.Token);
        source.Cancel();
        Assert.Single(shutdown.Result.StillRunning);
    });

    [Fact]
    public void Shutdown_RacingWithSpawns_LosesNoTask() => RunBlocking(_ =>
    {
        for (var round = 0; round < 20; round++)
        {
            var rt = Create();
            var handles = new List<JoinHandle>[2];
            using var barrier = new Barrier(3);
            var spawners = Enumerable.Range(0, 2).Select(s => new Thread(() =>
            {
                var mine = handles[s] = [];
                barrier.SignalAndWait();
                for (var i = 0; i < 500; i++)
                    mine.Add(i % 3 == 0 ? rt.SpawnBlocking(() => { }) : i % 3 == 1 ? rt.Spawn(() => { }) : rt.Spawn(async () => await CurrentTask.YieldAsync()));
            })).ToArray();
            foreach (var spawner in spawners)
                spawner.Start();
            barrier.SignalAndWait();
            var report = rt.ShutdownAsync(s_long).Result;
            foreach (var spawner in spawners)
                spawner.Join();
            Assert.Empty(report.StillRunning);
            Assert.All(handles.SelectMany(each => each), handle => Assert.True(handle.IsFinished));
            Assert.Equal(0, rt.Metrics.AliveTasks);
        }
    });

    /// <summary>Returns whether the test may wait for work on the ThreadPool.</summary>
    /// <returns>False if the suite starves the pool, because such work runs only after the test; otherwise true.</returns>
    protected virtual bool NeedsThreadPool() => true;

    private sealed class SlowContext(Action onPost) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => onPost();
    }
}
