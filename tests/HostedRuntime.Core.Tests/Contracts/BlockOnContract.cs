namespace HostedRuntime.Tests.Contracts;

/// <summary>What BlockOn promises to the thread that calls it.</summary>
public abstract class BlockOnContract : RuntimeUnderTest
{
    [Fact]
    public void BlockOn_Body_RunsOnTheCallingThreadThroughout() => RunBlocking(rt =>
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
    public void BlockOn_BodyThatThrows_ItsOwnExceptionComesOut() => RunBlocking(rt =>
        Assert.Throws<FormatException>(() => rt.BlockOn(async () =>
        {
            await Task.Yield();
            throw new FormatException();
        })));

    [Fact]
    public void BlockOn_BodyThatIsCanceled_ThrowsWhatItThrew() => RunBlocking(rt =>
        Assert.Throws<TaskCanceledException>(() => rt.BlockOn(() => Task.FromCanceled(new CancellationToken(true)))));

    [Fact]
    public void BlockOn_SpawnedTask_GoesOnAfterTheReturn() => RunBlocking(rt =>
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
    public void BlockOn_ContinuationAfterTheRootEnded_RunsOnAWorker() => RunBlocking(rt =>
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
    public void BlockOn_BranchesThatYield_AllGoOn() => RunBlocking(rt =>
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
    public void BlockOn_BranchThatYieldsForAnother_GoesOn() => RunBlocking(static rt => rt.BlockOn(Branches.YieldForAnotherAsync));

    [Fact]
    public void BlockOn_WhateverTheEnd_PutsTheThreadBack() => RunBlocking(rt =>
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
    public void BlockOn_OnAWorker_ThrowsAndSaysWhatToUse() => Run(async rt =>
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
    public void BlockOn_OnABlockingThread_IsAllowed() => Run(async rt =>
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
