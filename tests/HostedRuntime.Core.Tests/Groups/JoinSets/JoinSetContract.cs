using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

public abstract class JoinSetContract : RuntimeUnderTest
{
    [Fact]
    public void JoinNextAsync_WhenTasksEnd_ReturnsThemInThatOrder() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        var works = Enumerable.Range(0, 3).Select(_ => new Work<int>()).ToArray();
        var handles = works.Select(work => set.Spawn(work.RunAsync)).ToArray();
        Assert.Equal(3, set.Count);
        var next = set.JoinNextAsync();
        Assert.False(set.TryJoinNext(out _));
        works[2].Return(2);
        var result = (await next)!.Value;
        Assert.Equal((2, handles[2].TaskId), (result.Value, result.TaskId));
        works[0].Return(0);
        Assert.Equal(0, (await set.JoinNextAsync())!.Value.Value);
        works[1].Return(1);
        Signals.SpinUntil(() => set.TryJoinNext(out result), "the last task ends");
        Assert.Equal((1, 0), (result.Value, set.Count));
        Assert.Null(await set.JoinNextAsync());
        Assert.False(set.TryJoinNext(out _));
    });

    [Fact]
    public void JoinNextAsync_WhenATaskFails_ReturnsItsResult() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        set.Spawn(_ => throw new FormatException());
        var failed = (await set.JoinNextAsync())!.Value;
        Assert.Equal(JoinStatus.Faulted, failed.Status);
        Assert.IsType<FormatException>(failed.Exception);
        var work = new Work<int>();
        var handle = set.Spawn(work.RunAsync);
        await work.Started;
        handle.Abort();
        Assert.Equal(JoinStatus.Canceled, (await set.JoinNextAsync())!.Value.Status);
    });

    [Fact]
    public void JoinNextAsync_WhenCanceled_LosesNoResult() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        var work = new Work<int>();
        set.Spawn(work.RunAsync);
        using var source = new CancellationTokenSource();
        var canceled = set.JoinNextAsync(source.Token);
        var next = set.JoinNextAsync();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await canceled);
        work.Return(4);
        Assert.Equal(4, (await next)!.Value.Value);
    });

    [Fact]
    public void JoinNextAsync_WhenTheReaderIsAborted_LosesNoResult() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        var work = new Work<int>();
        set.Spawn(work.RunAsync);
        var waiting = Signals.Create();
        var reader = rt.Spawn(async () =>
        {
            var next = set.JoinNextAsync();
            waiting.SetResult();
            await next;
        });
        await waiting.Task;
        reader.Abort();
        Assert.Equal(JoinStatus.Canceled, (await reader.JoinAsync()).Status);
        work.Return(4);
        Assert.Equal(4, (await set.JoinNextAsync())!.Value.Value);
    });

    [Fact]
    public void JoinNextAsync_MoreReadersThanTasks_ReturnsNullToOthers() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        var work = new Work<int>();
        set.Spawn(work.RunAsync);
        var (first, second, third) = (set.JoinNextAsync(), set.JoinNextAsync(), set.JoinNextAsync());
        work.Return(1);
        Assert.Equal(1, (await first)!.Value.Value);
        Assert.Null(await second);
        Assert.Null(await third);
    });

    [Fact]
    public void AwaitForeach_WhenTasksAreAdded_EndsWhenEmpty() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt, maxConcurrency: 2);
        set.Spawn(_ => Task.FromResult(3));
        var values = new List<int>();
        await foreach (var result in set)
        {
            values.Add(result.Value);
            for (var i = 0; i < result.Value; i++)
            {
                var next = result.Value - 1;
                set.Spawn(_ => Task.FromResult(next));
            }
        }

        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3], values.Order());
    });

    [Fact]
    public void MaxConcurrency_ManyTasks_RunsNoMoreAtATime() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt, maxConcurrency: 3);
        int running = 0, most = 0;
        var gate = new object();
        for (var i = 0; i < 100; i++)
        {
            if (i % 5 == 0)
                set.SpawnBlocking(_ => Enter() + Leave());
            else
                set.Spawn(async _ =>
                {
                    Enter();
                    await CurrentTask.YieldAsync();
                    return Leave();
                });
        }

        Assert.Equal(100, (await set.JoinAllAsync()).Count);
        Assert.InRange(most, 1, 3);

        int Enter()
        {
            lock (gate)
                most = Math.Max(most, ++running);
            return 0;
        }

        int Leave()
        {
            lock (gate)
                return --running;
        }
    });

    [Fact]
    public void JoinAllAsync_WhenAllReturn_ReturnsTheirValues() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        Assert.Empty(await set.JoinAllAsync());
        var (first, second) = (new Work<int>(), new Work<int>());
        set.Spawn(first.RunAsync);
        set.Spawn(second.RunAsync);
        var all = set.JoinAllAsync();
        second.Return(2);
        Signals.SpinUntil(() => second.HasEnded, "the second task ends");
        Assert.False(all.IsCompleted);
        await Task.Yield();
        first.Return(1);
        Assert.Equal([1, 2], (await all).Order());
        Assert.Equal(0, set.Count);
    });

    [Fact]
    public void JoinAllAsync_WhenOneFails_AbortsOthersThenThrows() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        var (one, two) = (new FormatException(), new NotSupportedException());
        var (failing, other, angry) = (new Work<int>(), new Work<int>(), new Work<int> { CleanupFault = two });
        foreach (var work in new[] { failing, other, angry })
            set.Spawn(work.RunAsync);
        var all = set.JoinAllAsync();
        await Task.WhenAll(failing.Started, other.Started, angry.Started);
        failing.Throw(one);
        Assert.Same(one, await Assert.ThrowsAsync<FormatException>(() => all));
        Assert.Equal<Exception>([one, two], all.Exception!.InnerExceptions);
        Assert.Equal((true, true, 0), (other.WasCanceled, other.HasEnded, set.Count));
    });

    [Fact]
    public void JoinAllAsync_WhenOneIsAborted_ThrowsJoinCanceled() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        var (aborted, other) = (new Work<int>(), new Work<int>());
        var handle = set.Spawn(aborted.RunAsync);
        set.Spawn(other.RunAsync);
        var all = set.JoinAllAsync();
        await Task.WhenAll(aborted.Started, other.Started);
        handle.Abort();
        Assert.Equal(handle.TaskId, (await Assert.ThrowsAsync<JoinCanceledException>(() => all)).TaskId);
        Assert.True(other.HasEnded);
    });

    [Fact]
    public void JoinAllAsync_WhenCanceled_LosesNoResult() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        var (ended, running) = (new Work<int>(), new Work<int>());
        set.Spawn(ended.RunAsync);
        set.Spawn(running.RunAsync);
        using var source = new CancellationTokenSource();
        var all = set.JoinAllAsync(source.Token);
        ended.Return(1);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
        running.Return(2);
        Assert.Equal([1, 2], (await set.JoinAllAsync()).Order());
        Assert.False(running.WasCanceled);
    });

    [Fact]
    public void AbortAll_AllTasks_StayInTheSetAsCanceled() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt, maxConcurrency: 2);
        var works = Enumerable.Range(0, 4).Select(_ => new Work<int>()).ToArray();
        foreach (var work in works)
            set.Spawn(work.RunAsync);
        await Task.WhenAll(works[0].Started, works[1].Started);
        set.AbortAll();
        Assert.Equal(4, set.Count);
        await foreach (var result in set)
            Assert.Equal(JoinStatus.Canceled, result.Status);
        Assert.Equal((true, true, false, false), (works[0].HasEnded, works[1].HasEnded, works[2].HasStarted, works[3].HasStarted));
    });

    [Fact]
    public void DetachAll_AllTasks_LeaveTheSetAndRunOn() => Run(async rt =>
    {
        var works = Enumerable.Range(0, 3).Select(_ => new Work<int>()).ToArray();
        await using (var set = new JoinSet<int>(rt, maxConcurrency: 1))
        {
            foreach (var work in works)
                set.Spawn(work.RunAsync);
            await works[0].Started;
            var next = set.JoinNextAsync();
            set.DetachAll();
            Assert.Null(await next);
            Assert.Equal(0, set.Count);
            set.AbortAll();
        }

        Assert.False(works[0].HasEnded);
        foreach (var work in works)
        {
            await work.Started;
            work.Return(0);
        }

        Signals.SpinUntil(() => works.All(work => work.HasEnded), "all tasks run to their end");
        Assert.DoesNotContain(works, work => work.WasCanceled);
    });

    [Fact]
    public void ShutdownAsync_AllTasks_EndAndTheSetIsUsable() => Run(async rt =>
    {
        await using var set = new JoinSet<int>(rt);
        var work = new Work<int>();
        set.Spawn(work.RunAsync);
        await work.Started;
        await set.ShutdownAsync();
        Assert.Equal((true, true, 0), (work.WasCanceled, work.HasEnded, set.Count));
        set.Spawn(_ => Task.FromResult(1));
        Assert.Equal(1, (await set.JoinNextAsync())!.Value.Value);
    });

    [Fact]
    public void DisposeAsync_AllTasks_EndAndSpawnThrows() => Run(async rt =>
    {
        var work = new Work<int>();
        var set = new JoinSet<int>(rt);
        set.Spawn(work.RunAsync);
        set.Spawn(_ => Task.FromResult(1));
        await work.Started;
        await set.DisposeAsync();
        await set.DisposeAsync();
        Assert.Equal((true, true, 0), (work.WasCanceled, work.HasEnded, set.Count));
        Assert.Equal(
            "The JoinSet was disposed. It takes no more tasks: spawn before it is disposed, or make another one.",
            Assert.Throws<ObjectDisposedException>(() => set.Spawn(_ => Task.FromResult(1))).Message);
        Assert.Null(await set.JoinNextAsync());
    });

    [Fact]
    public void DisposeAsync_WhenCallerIsAborted_WaitsAndNextWaitThrows() => Run(async rt =>
    {
        var (working, isDisposed) = (new Work<int>(), false);
        var (disposing, cleanup) = (Signals.Create(), Signals.Create());
        var owner = rt.Spawn(async () =>
        {
            var set = new JoinSet<int>(rt);
            set.Spawn(async ct =>
            {
                try
                {
                    return await working.RunAsync(ct);
                }
                finally
                {
                    await cleanup.Task;
                }
            });
            await working.Started;
            var disposal = set.DisposeAsync();
            disposing.SetResult();
            await disposal;
            Assert.Equal(0, set.Count);
            isDisposed = true;
            await new JoinSet<int>(rt).JoinNextAsync();
            await CurrentTask.YieldAsync();
        });
        await disposing.Task;
        owner.Abort();
        Assert.False(owner.IsFinished);
        cleanup.SetResult();
        Assert.Equal(JoinStatus.Canceled, (await owner.JoinAsync()).Status);
        Assert.True(isDisposed);
    });

    [Fact]
    public void Spawn_AfterTheRuntimesEnd_ReturnsACanceledTask() => Run(async rt =>
    {
        using var other = Create();
        await other.ShutdownAsync(TimeSpan.FromSeconds(1));
        await using var set = new JoinSet<int>(other, maxConcurrency: 1);
        for (var i = 0; i < 3; i++)
            Assert.True(set.Spawn(_ => Task.FromResult(1)).IsFinished);
        Assert.Equal(JoinStatus.Canceled, (await set.JoinNextAsync())!.Value.Status);
    });

    [Fact]
    public void Constructor_ZeroConcurrency_Throws() => Run(rt =>
    {
        Assert.Throws<ArgumentOutOfRangeException>("maxConcurrency", () => new JoinSet<int>(rt, 0));
        return Task.CompletedTask;
    });
}
