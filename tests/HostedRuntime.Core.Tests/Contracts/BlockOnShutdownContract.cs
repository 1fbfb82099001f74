namespace HostedRuntime.Tests.Contracts;

/// <summary>How the end of a runtime, or of a branch of it, reaches the body of a BlockOn: as any task.</summary>
public abstract class BlockOnShutdownContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Shutdown_WhileABodyFinishes_DrainsIt() => RunBlocking(rt =>
    {
        var go = Signals.Create();
        var (thread, ended) = BlockOn(rt, async () => await go.Task);
        Signals.UntilWaiting(rt, 1);
        var shutdown = rt.ShutdownAsync(s_long);
        Signals.SpinUntil(() => rt.State == RuntimeState.Draining, "it drains");
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
    public void Shutdown_BodyInAForeignWait_FindsItsTokenFired() => RunBlocking(rt =>
    {
        var (thread, ended) = BlockOn(rt, () => Task.Delay(Timeout.Infinite, CurrentTask.CancellationToken));
        Signals.UntilWaiting(rt, 1);
        AssertAborted(rt);
        thread.Join();
        Assert.IsType<JoinCanceledException>(ended.Task.Result);
    });

    [Fact]
    public void Shutdown_BodyThatTimesAWait_IsAborted() => RunBlocking(rt =>
    {
        // Its end is looked for by the polls of the BlockOn.
        var (thread, ended) = BlockOn(rt, () => AsyncTime.TimeoutAsync(s_long, static async _ => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, CancellationToken.None)));
        Signals.UntilWaiting(rt, 1);
        AssertAborted(rt);
        thread.Join();
        Assert.IsType<JoinCanceledException>(ended.Task.Result);
    });

    [Fact]
    public void Shutdown_BodyThatIgnoresTheAbort_IsNamed() => RunBlocking(rt =>
    {
        using var gate = new ManualResetEventSlim();
        var (thread, ended) = BlockOn(rt, () =>
        {
            gate.Wait();
            return Task.CompletedTask;
        });
        Signals.SpinUntil(() => rt.CaptureTasks() is [{ State: Diagnostics.TaskState.Running }], "the body runs");
        var left = Assert.Single(rt.ShutdownAsync(TimeSpan.Zero).Result.StillRunning);
        Assert.Equal(("BlockOn", "BlockOnShutdownContract.cs"), (left.Name, left.File));
        gate.Set();
        thread.Join();
        Assert.Null(ended.Task.Result);
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "the body is counted out");
    });

    [Fact]
    public void BlockOn_AfterTheEnd_IsCanceledAndNeverRuns() => RunBlocking(rt =>
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
    public void BlockOn_InABlockingBodyThatIsDrained_Runs() => RunBlocking(rt =>
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
        Signals.SpinUntil(() => rt.State == RuntimeState.Draining, "it drains");
        go.Set();
        Assert.True(shutdown.Result.IsClean);
        Assert.Equal(7, outer.AsTask().Result);
    });

    [Fact]
    public void BlockOn_WhileTheRuntimeAborts_RunsInABlockingBodyOnly() => RunBlocking(rt =>
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
        // The state between the first sweep and the second, which would abort this body too.
        ((RuntimeEngine)rt).BeginAbort();
        Assert.Throws<JoinCanceledException>(() => rt.BlockOn(static () => Task.CompletedTask));
        go.Set();
        Assert.Equal(7, cleanup.AsTask().Result);
    });

    [Fact]
    public void EndAsync_OfABranch_AbortsItsBlockOn() => RunBlocking(rt =>
    {
        var branch = new ChildRuntime(rt);
        IRuntimeHandle? current = null;
        var (thread, ended) = BlockOn(branch, async () =>
        {
            current = AsyncRuntime.Handle;
            await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan);
        });
        Signals.UntilWaiting(rt, 1);
        Assert.Equal(1, branch.Count);
        Assert.Empty(branch.EndAsync(s_long).Result);
        thread.Join();
        Assert.IsType<JoinCanceledException>(ended.Task.Result);
        Assert.Same(branch, current);
        Assert.Throws<JoinCanceledException>(() => branch.BlockOn(static () => Task.CompletedTask));
        Assert.Equal(0, branch.Count);
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "the bodies are counted out");
    });

    [Fact]
    public void BlockOn_WhileTheRuntimeEnds_AlwaysComesBack() => RunBlocking(_ =>
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

    /// <summary>The wait for a drain is cut short: what is left is aborted, and gets a moment.</summary>
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
