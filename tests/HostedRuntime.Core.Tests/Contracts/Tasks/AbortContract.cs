using HostedRuntime.Channels;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Contracts;

/// <summary>The effect of an abort in each state of a task.</summary>
public abstract class AbortContract : RuntimeUnderTest
{
    [Fact]
    public void Abort_BeforeStart_CancelsAtOnceWithoutARun() => Run(
        async rt =>
        {
            var (busy, gate) = await Signals.OccupyWorkerAsync(rt);
            var ran = false;
            var handle = rt.Spawn(() => { ran = true; });
            handle.Abort();
            Assert.True(handle.IsFinished);
            await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
            gate.Set();
            await busy;
            await rt.Spawn(() => { });
            Assert.False(ran);
        },
        OneWorkerAlone);

    [Fact]
    public void Abort_BeforeStart_ReleasesTheClosure() => Run(
        async rt =>
        {
            var (busy, gate) = await Signals.OccupyWorkerAsync(rt);
            var (handle, closure) = SpawnWithClosure(rt);
            handle.Abort();
            GC.Collect();
            Assert.False(closure.IsAlive);
            GC.KeepAlive(handle);
            gate.Set();
            await busy;
        },
        OneWorkerAlone);

    [Fact]
    public void Abort_BlockingBodyBeforeStart_NeverRuns() => Run(
        async rt =>
        {
            using var gate = new ManualResetEventSlim();
            var busy = rt.SpawnBlocking(() => gate.Wait());
            var ran = false;
            var handle = rt.SpawnBlocking(() => { ran = true; });
            handle.Abort();
            await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
            gate.Set();
            await busy;
            await rt.SpawnBlocking(() => { });
            Assert.False(ran);
        },
        options => options.MaxBlockingThreads = 1);

    [Fact]
    public void Abort_RunningBlockingBody_FiresItsToken() => Run(async rt =>
    {
        var running = Signals.Create();
        var handle = rt.SpawnBlocking(ct =>
        {
            running.SetResult();
            ct.WaitHandle.WaitOne();
            ct.ThrowIfCancellationRequested();
        });
        await running.Task;
        handle.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
    });

    [Fact]
    public void Abort_WhileWaitingWithToken_JoinThrowsCanceled() => Run(async rt =>
    {
        var running = Signals.Create();
        var handle = rt.Spawn(
            async ct =>
            {
                running.SetResult();
                await Task.Delay(Timeout.Infinite, ct);
            },
            new SpawnOptions { Name = "waits" });
        await running.Task;
        handle.Abort();
        var error = await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
        Assert.Equal((handle.Id, "waits", $"Task 'waits' ({handle.Id}) was cancelled."), (error.TaskId, error.TaskName, error.Message));
    });

    [Fact]
    public void Abort_WhileWaitingForOurLock_NeedsNoToken() => Run(async rt =>
    {
        var mutex = new AsyncMutex();
        using var held = await mutex.LockAsync();
        var handle = rt.Spawn(async () => { using var never = await mutex.LockAsync(); });
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits for the lock");
        handle.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
        Assert.Equal(0, mutex.WaiterCount);
    });

    [Fact]
    public void Abort_WithParallelBranches_EndsAllWaits() => Run(async rt =>
    {
        var mutex = new AsyncMutex();
        using var held = await mutex.LockAsync();
        var aborted = 0;
        async Task WaitAsync()
        {
            try
            {
                using var never = await mutex.LockAsync();
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref aborted);
            }
        }

        var handle = rt.Spawn(async () => await Task.WhenAll(WaitAsync(), WaitAsync(), WaitAsync()));
        Signals.SpinUntil(() => mutex.WaiterCount == 3, "all branches wait");
        handle.Abort();
        await handle;
        Assert.Equal(3, aborted);
    });

    [Fact]
    public void Abort_OfAForeignWait_LetsTheCleanupAwait() => Run(async rt =>
    {
        var mutex = new AsyncMutex();
        var cleaned = false;
        var handle = rt.Spawn(async ct =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, ct);
            }
            finally
            {
                await CurrentTask.YieldAsync();
                using (await mutex.LockAsync(CancellationToken.None))
                    await rt.SpawnBlocking(() => { });
                cleaned = true;
            }
        });
        Signals.UntilWaiting(rt, 1);
        handle.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
        Assert.True(cleaned);
    });

    [Fact]
    public void Abort_WhileJoiningAnotherTask_EndsOnlyTheJoin() => Run(async rt =>
    {
        var go = Signals.Create();
        var child = rt.Spawn(() => go.Task);
        var parent = rt.Spawn(async () => await child);
        Signals.UntilWaiting(rt, 2);
        parent.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await parent);
        Assert.False(child.IsFinished);
        go.SetResult();
        await child;
    });

    [Fact]
    public void Abort_DeliveredToAWait_LetsLaterAwaitsComplete() => Run(async rt =>
    {
        var mutex = new AsyncMutex();
        var held = await mutex.LockAsync();
        var cleaned = false;
        var handle = rt.Spawn(async () =>
        {
            try
            {
                using var never = await mutex.LockAsync();
            }
            finally
            {
                await CurrentTask.YieldAsync();
                await rt.SpawnBlocking(() => { });
                cleaned = CurrentTask.CancellationToken.IsCancellationRequested;
            }
        });
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        handle.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
        Assert.True(cleaned);
        held.Dispose();
    });

    [Fact]
    public void Abort_WhileRunning_EndsTheNextSuspendingAwait() => Run(async rt =>
    {
        var running = Signals.Create();
        using var go = new ManualResetEventSlim();
        var after = 0;
        var handle = rt.Spawn(async () =>
        {
            running.SetResult();
            go.Wait();
            try
            {
                await CurrentTask.YieldAsync();
            }
            catch (OperationCanceledException)
            {
                after = 1;
                await CurrentTask.YieldAsync();
                after = 2;
            }
        });
        await running.Task;
        handle.Abort();
        go.Set();
        await handle;
        Assert.Equal(2, after);
    });

    [Fact]
    public void Abort_BeforeAReadyAwait_IsNotDelivered() => Run(async rt =>
    {
        var running = Signals.Create();
        using var go = new ManualResetEventSlim();
        var mutex = new AsyncMutex();
        var handle = rt.Spawn(async () =>
        {
            running.SetResult();
            go.Wait();
            using (await mutex.LockAsync())
                return "not suspended";
        });
        await running.Task;
        handle.Abort();
        go.Set();
        Assert.Equal("not suspended", await handle);
    });

    [Fact]
    public void Abort_CalledAgain_IsDeliveredAgain() => Run(async rt =>
    {
        var mutex = new AsyncMutex();
        using var held = await mutex.LockAsync();
        var body = new StubbornBody(mutex);
        var handle = rt.Spawn(body.RunAsync);
        Signals.SpinUntil(() => mutex.WaiterCount == 1, "the task waits");
        handle.Abort();
        Signals.SpinUntil(() => body.Aborts == 1 && mutex.WaiterCount == 1, "the task waits again");
        handle.Abort();
        await handle;
        Assert.Equal(2, body.Aborts);
    });

    [Fact]
    public void Abort_SwallowedByTheBody_TaskCompletes() => Run(async rt =>
    {
        var running = Signals.Create();
        var handle = rt.Spawn(async ct =>
        {
            running.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, ct);
            }
            catch (OperationCanceledException)
            {
            }

            return 3;
        });
        await running.Task;
        handle.Abort();
        Assert.Equal(3, await handle);
    });

    [Fact]
    public void Abort_AfterTheEnd_ChangesNothing() => Run(async rt =>
    {
        var handle = rt.Spawn(() => 1);
        await handle;
        handle.Abort();
        handle.AbortHandle.Abort();
        Assert.True(handle.AbortHandle.IsFinished);
        Assert.Equal(1, await handle);
    });

    [Fact]
    public void Abort_RacingWithTheGrant_LosesNoItem() => Run(async rt =>
    {
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        var handle = rt.Spawn(async () => await receiver.ReadAsync());
        await rt.Spawn(async () => await sender.WriteAsync(1));
        handle.Abort();
        var result = await handle.JoinAsync();
        Assert.Equal(result.Status == JoinStatus.Completed ? 0 : 1, receiver.Count);
    });

    [Fact]
    public void SpawnOptions_WhenTokenFires_AbortsTheTask() => Run(async rt =>
    {
        using var source = new CancellationTokenSource();
        var handle = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct), new SpawnOptions { CancellationToken = source.Token });
        source.Cancel();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
    });

    [Fact]
    public void SpawnOptions_WhenTokenHasFired_NeverRuns() => Run(async rt =>
    {
        var ran = false;
        var handle = rt.Spawn(() => { ran = true; }, new SpawnOptions { CancellationToken = new CancellationToken(canceled: true) });
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
        Assert.False(ran);
    });

    [Fact]
    public void AbortHandle_AfterTheEnd_ReleasesTheResult() => RunBlocking(rt =>
    {
        var (abort, result) = SpawnWithResult(rt);
        Signals.SpinUntil(
            () =>
            {
                GC.Collect();
                return !result.IsAlive;
            },
            "the result is collected");
        Assert.True(abort.IsFinished);
    });

    [Fact]
    public void CancellationToken_WhenCallbackThrows_AbortStillCancels() => Run(async rt =>
    {
        var running = Signals.Create();
        var handle = rt.Spawn(async ct =>
        {
            ct.Register(() => throw new FormatException());
            running.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        });
        await running.Task;
        handle.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await handle);
    });

    private static (JoinHandle Handle, WeakReference Closure) SpawnWithClosure(IRuntimeHandle rt)
    {
        var captured = new object();
        return (rt.Spawn(() => captured.ToString()), new WeakReference(captured));
    }

    // A method of its own, and not async, because frames and state machines of unoptimized code keep their references alive.
    private static (AbortHandle Abort, WeakReference Result) SpawnWithResult(IRuntimeHandle rt)
    {
        var handle = rt.Spawn(() => new object());
        Signals.SpinUntil(() => handle.IsFinished, "the task ends");
        return (handle.AbortHandle, new WeakReference(handle.GetAwaiter().GetResult()));
    }
}
