using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Contracts;

/// <summary>The promises of BlockOn to the thread that calls it.</summary>
public abstract class BlockOnContract : RuntimeUnderTest
{
    [Fact]
    public void BlockOn_AsyncBody_StaysOnTheCallingThread() => RunBlocking(rt =>
    {
        var caller = Environment.CurrentManagedThreadId;
        var threads = rt.BlockOn(async () =>
        {
            var before = Environment.CurrentManagedThreadId;
            await Task.Yield();
            var yielded = Environment.CurrentManagedThreadId;
            await rt.Spawn(() => { });
            return new[] { before, yielded, Environment.CurrentManagedThreadId };
        });
        Assert.Equal([caller, caller, caller], threads);
    });

    [Fact]
    public void BlockOn_BodyThatThrows_RethrowsTheException() => RunBlocking(rt =>
        Assert.Throws<FormatException>(() => rt.BlockOn(async () =>
        {
            await Task.Yield();
            throw new FormatException();
        })));

    [Fact]
    public void BlockOn_BodyThatIsCanceled_ThrowsTaskCanceled() => RunBlocking(rt =>
        Assert.Throws<TaskCanceledException>(() => rt.BlockOn(() => Task.FromCanceled(new CancellationToken(true)))));

    [Fact]
    public void BlockOn_SpawnedTask_ContinuesAfterTheReturn() => RunBlocking(rt =>
    {
        using var gate = new ManualResetEventSlim();
        var go = Signals.Create();
        var task = rt.BlockOn(() => Task.FromResult(rt.Spawn(async () =>
        {
            await go.Task;
            gate.Set();
        })));
        Assert.False(task.IsFinished);
        go.SetResult();
        gate.Wait();
        rt.BlockOn(async () => await task);
    });

    [Fact]
    public void BlockOn_ContinuationAfterItsReturn_RunsOnAWorker() => RunBlocking(rt =>
    {
        var go = Signals.Create();
        var where = new TaskCompletionSource<int?>();
        async Task Straggle()
        {
            await go.Task;
            where.SetResult(CurrentTask.WorkerIndex);
        }

        rt.BlockOn(() =>
        {
            _ = Straggle();
            return Task.CompletedTask;
        });
        go.SetResult();
        Assert.NotNull(rt.BlockOn(() => where.Task));
    });

    [Fact]
    public void BlockOn_BranchesThatYield_AllResume() => RunBlocking(rt =>
    {
        var turns = new List<char>();
        rt.BlockOn(async () =>
        {
            await Task.WhenAll(YieldAsync('a', turns), YieldAsync('b', turns));
            await YieldAsync('c', turns);
        });
        Assert.Equal("aaabbbccc", string.Concat(turns.Order()));
    });

    [Fact]
    public void BlockOn_BranchThatYieldsForAnother_Resumes() => RunBlocking(static rt => rt.BlockOn(Branches.YieldForAnotherAsync));

    [Fact]
    public void BlockOn_WhenBodyThrows_RestoresTheThread() => RunBlocking(rt =>
    {
        var context = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(context);
        var local = new AsyncLocal<int> { Value = 1 };
        Assert.Throws<FormatException>(() => rt.BlockOn(() =>
        {
            local.Value = 2;
            SynchronizationContext.SetSynchronizationContext(null);
            throw new FormatException();
        }));
        Assert.Same(context, SynchronizationContext.Current);
        Assert.Null(CurrentTask.Runtime);
        Assert.Equal(1, local.Value);
    });

    [Fact]
    public void BlockOn_UnderSuppressedFlow_LeaksNoAsyncLocal() => RunBlocking(rt =>
    {
        var local = new AsyncLocal<int> { Value = 1 };
        using (ExecutionContext.SuppressFlow())
        {
            rt.BlockOn(async () =>
            {
                local.Value = 2;
                await Task.Yield();
                local.Value = 3;
            });
            Assert.Equal(1, local.Value);
            Assert.True(ExecutionContext.IsFlowSuppressed());
        }

        Assert.Equal(1, local.Value);
    });

    [Fact]
    public void BlockOn_OnAWorker_ThrowsWithAdvice() => Run(async rt =>
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await rt.Spawn(() => rt.BlockOn(() => Task.CompletedTask), new SpawnOptions { Name = "bad" }));
        Assert.Contains("BlockOn was called on worker", error.Message, StringComparison.Ordinal);
        Assert.Contains("task 'bad'", error.Message, StringComparison.Ordinal);
        Assert.Contains("SpawnBlocking", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void BlockOn_InsideBlockOn_Throws() => RunBlocking(rt => Assert.Throws<InvalidOperationException>(() => rt.BlockOn(() =>
    {
        rt.BlockOn(() => Task.CompletedTask);
        return Task.CompletedTask;
    })));

    [Fact]
    public void BlockOn_InBlockInPlaceInBlockOn_BothBodiesRun() => RunBlocking(rt =>
    {
        var turns = new List<char>();
        rt.BlockOn(async () =>
        {
            var branch = YieldAsync('a', turns);
            await CurrentTask.YieldAsync();
            // While the inner BlockOn runs, the outer one has a queued branch, and a timed body whose end its polls check.
            var timed = AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), async _ => await YieldAsync('t', turns));
            var inner = AsyncRuntime.BlockInPlace(() => rt.BlockOn(async () =>
            {
                Assert.Equal("BlockOn", CurrentTask.Name);
                await AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), async _ => await YieldAsync('i', turns));
                await YieldAsync('j', turns);
                return await rt.Spawn(() => 5);
            }));
            Assert.Equal(5, inner);
            await Task.WhenAll(branch, timed);
            await YieldAsync('z', turns);
            Assert.Throws<InvalidOperationException>(() => rt.BlockOn(() => Task.CompletedTask));
        });
        Assert.Equal("aaaiiijjjtttzzz", string.Concat(turns.Order()));
    });

    [Fact]
    public void BlockOn_InTheInnerBlockOnBody_Throws() => RunBlocking(rt => rt.BlockOn(() =>
    {
        AsyncRuntime.BlockInPlace(() => rt.BlockOn(() =>
        {
            Assert.Throws<InvalidOperationException>(() => rt.BlockOn(() => Task.CompletedTask));
            return Task.CompletedTask;
        }));
        return Task.CompletedTask;
    }));

    [Fact]
    public void BlockingForms_InBlockOn_ThrowWithAdvice() => RunBlocking(rt =>
    {
        var mutex = new AsyncMutex();
        var owned = new AsyncMutex<int>(0);
        var readers = new AsyncReaderWriterLock();
        var semaphore = new AsyncSemaphore(1);
        var (sender, receiver) = MpscChannel.CreateBounded<int>(1);
        Action[] forms =
        [
            () => mutex.BlockingLock().Dispose(),
            () => owned.BlockingLock().Dispose(),
            () => readers.BlockingReadLock().Dispose(),
            () => readers.BlockingWriteLock().Dispose(),
            () => semaphore.BlockingAcquire().Dispose(),
            () => sender.BlockingWrite(1),
            () => receiver.BlockingRead(out _),
        ];
        rt.BlockOn(async () =>
        {
            await CurrentTask.YieldAsync();
            foreach (var form in forms)
                Assert.Contains("Await ", Assert.Throws<InvalidOperationException>(form).Message, StringComparison.Ordinal);
        });
        foreach (var form in forms)
            form();
    });

    [Fact]
    public void BlockingForms_InBlockInPlaceInBlockOn_Complete() => RunBlocking(rt =>
    {
        var mutex = new AsyncMutex();
        rt.BlockOn(async () =>
        {
            var guard = await mutex.LockAsync();
            rt.Spawn(guard.Dispose).Detach();
            AsyncRuntime.BlockInPlace(() => mutex.BlockingLock().Dispose());
        });
        Assert.False(mutex.IsLocked);
    });

    [Fact]
    public void BlockOn_RunningBody_IsCountedAndListed() => RunBlocking(rt =>
    {
        using var isIn = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var go = Signals.Create();
        var thread = new Thread(() => rt.BlockOn(async () =>
        {
            isIn.Set();
            gate.Wait();
            await go.Task;
        }));
        thread.Start();
        isIn.Wait();
        Assert.Equal(1, rt.Metrics.AliveTasks);
        var info = Assert.Single(rt.CaptureTasks());
        Assert.Equal(("BlockOn", TaskState.Running, "BlockOnContract.cs", true), (info.Name, info.State, info.File, info.Line > 0));
        gate.Set();
        Signals.SpinUntil(() => rt.CaptureTasks() is [{ State: TaskState.Waiting }], "the body waits");
        go.SetResult();
        thread.Join();
        // The end of the thread is visible before the task is counted out.
        Signals.SpinUntil(() => rt.Metrics.AliveTasks == 0, "the body is counted out");
        Assert.Empty(rt.CaptureTasks());
        Assert.Equal(1, rt.Metrics.SpawnedTasks);
    });

    [Fact]
    public void BlockOn_OnABlockingThread_Completes() => Run(async rt =>
        Assert.Equal(3, await rt.SpawnBlocking(() => rt.BlockOn(async () => await rt.Spawn(() => 3)))));

    private static async Task YieldAsync(char name, List<char> turns)
    {
        for (var turn = 0; turn < 3; turn++)
        {
            lock (turns)
                turns.Add(name);
            await CurrentTask.YieldAsync();
        }
    }
}
