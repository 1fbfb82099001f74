namespace HostedRuntime.Tests.Contracts;

/// <summary>The end of a runtime or of a child runtime treats the body of a BlockOn like any task.</summary>
public abstract class BlockOnShutdownContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Shutdown_WhileABodyFinishes_DrainsTheBody() => RunBlocking(rt =>
    {
        var go = Signals.Create();
        var (thread, ended) = BlockOn(rt, async () => await go.Task);
        Signals.UntilWaiting(rt, 1);
        var shutdown = rt.ShutdownAsync(s_long);
        Signals.SpinUntil(() => rt.State == RuntimeState.Draining, "the runtime drains");
        go.SetResult();
        Assert.Equal((1, 0, true), (shutdown.Result.Drained, shutdown.Result.Aborted, shutdown.Result.IsClean));
        thread.Join();
        Assert.Null(ended.Task.Result);
    });

    [Fact]
    public void Shutdown_BodyThatSleeps_IsAborted() => RunBlocking(rt =>
    {
        CancellationToken token = default;
        var (thread, ended) = BlockOn(rt, async () =>
        {
            token = CurrentTask.CancellationToken;
            await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, token);
        });
        Signals.UntilWaiting(rt, 1);
        AssertAborted(rt);
        thread.Join();
        Assert.IsType<JoinCanceledException>(ended.Task.Result);
        Assert.True(token.IsCancellationRequested);
    });

    [Fact]
    public void Shutdown_BodyInAForeignWait_IsCanceledByItsToken() => RunBlocking(rt =>
    {
        var (thread, ended) = BlockOn(rt, () => Task.Delay(Timeout.Infinite, CurrentTask.CancellationToken));
        Signals.UntilWaiting(rt, 1);
        AssertAborted(rt);
        thread.Join();
        Assert.IsType<JoinCanceledException>(ended.Task.Result);
    });

    [Fact]
    public void Shutdown_BodyInsideATimeout_IsAborted() => RunBlocking(rt =>
    {
        // Here the polls of the BlockOn check for the end of the timed body, which is a path of its own.
        var (thread, ended) = BlockOn(rt, () => AsyncTime.TimeoutAsync(s_long, static async _ => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, CancellationToken.None)));
        Signals.UntilWaiting(rt, 1);
        AssertAborted(rt);
        thread.Join();
        Assert.IsType<JoinCanceledException>(ended.Task.Result);
    });

    [Fact]
    public void Shutdown_BodyThatIgnoresTheAbort_IsReportedByName() => RunBlocking(rt =>
    {
        using var gate = new ManualResetEventSlim();
        var (thread, ended) = BlockOn(rt, () =>
        {
            gate.Wait();
            return Task.CompletedTask;
        });
        Signals.SpinUntil(() => rt.CaptureTasks() is [{ State: HostedRuntime.Diagnostics.TaskState.Running }], "the body runs");
        var left = Assert.Single(rt.ShutdownAsync(TimeSpan.Zero).Result.StillRunning);
        Assert.Equal(("BlockOn", "BlockOnShutdownContract.cs"), (left.Name, left.File));
        gate.Set();
        thread.Join();
        Assert.Null(ended.Task.Result);
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "the body is counted out");
    });

    [Fact]
    public void BlockOn_AfterTheEnd_ThrowsAndNeverRuns() => RunBlocking(rt =>
    {
        rt.ShutdownAsync(s_long).Wait();
        var ran = false;
        Assert.Throws<JoinCanceledException>(() => rt.BlockOn(() =>
        {
            ran = true;
            return Task.CompletedTask;
        }));
        Assert.False(ran);
    });

    [Fact]
    public void BlockOn_InABlockingBodyWhileDraining_Runs() => RunBlocking(rt =>
    {
        using var go = new ManualResetEventSlim();
        var outer = rt.SpawnBlocking(() =>
        {
            go.Wait();
            return rt.BlockOn(async () =>
            {
                await Task.Yield();
                return 7;
            });
        });
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 1, "the body runs");
        var shutdown = rt.ShutdownAsync(s_long);
        Signals.SpinUntil(() => rt.State == RuntimeState.Draining, "the runtime drains");
        go.Set();
        Assert.True(shutdown.Result.IsClean);
        Assert.Equal(7, outer.AsTask().Result);
    });

    [Fact]
    public void BlockOn_WhileTheRuntimeAborts_RunsOnlyInBlockingBody() => RunBlocking(rt =>
    {
        using var go = new ManualResetEventSlim();
        var cleanup = rt.SpawnBlocking(() =>
        {
            go.Wait();
            return rt.BlockOn(async () =>
            {
                await CurrentTask.YieldAsync();
                return 7;
            });
        });
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 1, "the body runs");
        // Sets up the state between the first sweep of aborts and the second. The second sweep would abort this body too.
        ((RuntimeEngine)rt).BeginAbort();
        Assert.Throws<JoinCanceledException>(() => rt.BlockOn(static () => Task.CompletedTask));
        go.Set();
        Assert.Equal(7, cleanup.AsTask().Result);
    });

    [Fact]
    public void EndAsync_OfAChildRuntime_AbortsItsBlockOn() => RunBlocking(rt =>
    {
        var child = new ChildRuntime(rt);
        IRuntimeHandle? current = null;
        var (thread, ended) = BlockOn(child, async () =>
        {
            current = AsyncRuntime.Handle;
            await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan);
        });
        Signals.UntilWaiting(rt, 1);
        Assert.Equal(1, child.Count);
        Assert.Empty(child.EndAsync(s_long).Result);
        thread.Join();
        Assert.IsType<JoinCanceledException>(ended.Task.Result);
        Assert.Same(child, current);
        Assert.Throws<JoinCanceledException>(() => child.BlockOn(static () => Task.CompletedTask));
        Assert.Equal(0, child.Count);
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "the bodies are counted out");
    });

    [Fact]
    public void BlockOn_WhileTheRuntimeEnds_AlwaysReturns() => RunBlocking(_ =>
    {
        for (var round = 0; round < 50; round++)
        {
            var rt = Create();
            using var barrier = new Barrier(3);
            var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                barrier.SignalAndWait();
                try
                {
                    while (true)
                        rt.BlockOn(static async () => await CurrentTask.YieldAsync());
                }
                catch (JoinCanceledException)
                {
                }
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            barrier.SignalAndWait();
            var report = rt.ShutdownAsync(round % 2 == 0 ? TimeSpan.Zero : s_long).Result;
            Array.ForEach(threads, thread => thread.Join());
            Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "all are counted out");
            Assert.Empty(rt.CaptureTasks());
            if (round % 2 == 1)
                Assert.Empty(report.StillRunning);
        }
    });

    /// <summary>Shuts the runtime down without a drain, and asserts that its only task was aborted and has ended.</summary>
    private static void AssertAborted(IRuntime rt)
    {
        using var cut = new CancellationTokenSource();
        cut.Cancel();
        var report = rt.ShutdownAsync(Timeout.InfiniteTimeSpan, cut.Token).Result;
        Assert.Equal((0, 1, 0), (report.Drained, report.Aborted, report.StillRunning.Count));
    }

    private static (Thread Thread, TaskCompletionSource<Exception?> Ended) BlockOn(IRuntimeHandle runtime, Func<Task> body)
    {
        var ended = new TaskCompletionSource<Exception?>();
        var thread = new Thread(() =>
        {
            try
            {
                runtime.BlockOn(body);
                ended.SetResult(null);
            }
            catch (Exception e)
            {
                ended.SetResult(e);
            }
        });
        thread.Start();
        return (thread, ended);
    }
}
