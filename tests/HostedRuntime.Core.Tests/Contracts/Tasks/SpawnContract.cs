namespace HostedRuntime.Tests.Contracts;

/// <summary>The promises of spawn and join, which every flavor keeps.</summary>
public abstract class SpawnContract : RuntimeUnderTest
{
    [Fact]
    public void Spawn_SyncBody_ReturnsItsValue() => Run(async rt => Assert.Equal(42, await rt.Spawn(() => 42)));

    [Fact]
    public void Spawn_AsyncBody_ReturnsItsValue() => Run(async rt => Assert.Equal(42, await rt.Spawn(async () =>
    {
        await Task.Yield();
        return 42;
    })));

    [Fact]
    public void Spawn_ValueTaskBody_ReturnsItsValue() => Run(async rt => Assert.Equal(42, await rt.Spawn(async ValueTask<int> () =>
    {
        await CurrentTask.YieldAsync();
        return 42;
    })));

    [Fact]
    public void Spawn_StateBody_GetsStateAndToken() => Run(async rt =>
    {
        var handle = rt.Spawn(static (state, ct) => (state, ct.CanBeCanceled), "state");
        Assert.Equal(("state", true), await handle);
    });

    [Fact]
    public void Spawn_WhenNeverAwaited_Runs() => Run(async rt =>
    {
        var ran = Signals.Create();
        rt.Spawn(ran.SetResult).Detach();
        await ran.Task;
    });

    [Fact]
    public void Spawn_AsyncBody_StaysOnTheWorkers() => Run(async rt =>
    {
        var home = await rt.Spawn(async () =>
        {
            var before = CurrentTask.WorkerIndex;
            await Task.Yield();
            var yielded = CurrentTask.WorkerIndex;
            await rt.SpawnBlocking(() => { });
            return new[] { before, yielded, CurrentTask.WorkerIndex }.All(index => index is not null) && CurrentTask.Runtime == rt;
        });
        Assert.True(home);
    });

    [Fact]
    public void Spawn_BodyThatReturnsNull_Faults() => Run(async rt =>
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await rt.Spawn(() => (Task)null!));
        Assert.Equal("The body returned null where a Task was due.", error.Message);
    });

    [Fact]
    public void Spawn_NullBody_Throws() => Run(rt =>
    {
        Assert.Throws<ArgumentNullException>("body", () => rt.Spawn((Action)null!));
        return Task.CompletedTask;
    });

    [Fact]
    public void Spawn_WithAName_NameIsVisibleInTheBody() => Run(async rt =>
    {
        var handle = rt.Spawn(() => (CurrentTask.Name, CurrentTask.Id), new SpawnOptions { Name = "indexer" });
        Assert.Equal(("indexer", handle.Id), await handle);
        Assert.Equal("indexer", handle.Name);
    });

    [Fact]
    public void Spawn_ManyFromOutsideAndInside_EachRunsOnce() => Run(async rt =>
    {
        const int Count = 5_000;
        var runs = new int[2 * Count];
        var outside = Enumerable.Range(0, Count).Select(i => rt.Spawn(() => Interlocked.Increment(ref runs[i]))).ToArray();
        var inside = await rt.Spawn(() => Enumerable.Range(Count, Count).Select(i => rt.Spawn(() => Interlocked.Increment(ref runs[i]))).ToArray());
        foreach (var handle in outside.Concat(inside))
            await handle;
        Assert.All(runs, count => Assert.Equal(1, count));
    });

    [Fact]
    public void SpawnBlocking_Body_RunsOffTheWorkers() => Run(async rt =>
    {
        var (worker, runtime) = await rt.SpawnBlocking(() => (CurrentTask.WorkerIndex, CurrentTask.Runtime));
        Assert.Null(worker);
        Assert.Same(rt, runtime);
    });

    [Fact]
    public void SpawnBlocking_WhileAllWorkersAreBusy_Runs() => Run(async rt =>
    {
        var (first, gate) = await Signals.OccupyWorkerAsync(rt);
        Assert.Equal(1, await rt.SpawnBlocking(() => 1));
        gate.Set();
        await first;
    });

    [Fact]
    public void Await_BodyThatThrows_RethrowsWithTheStackTrace() => Run(async rt =>
    {
        var error = await Assert.ThrowsAsync<FormatException>(async () => await rt.Spawn(ThrowFormat));
        Assert.Contains(nameof(ThrowFormat), error.StackTrace, StringComparison.Ordinal);
    });

    [Fact]
    public void Await_AsyncBodyThatThrows_RethrowsToEveryJoiner() => Run(async rt =>
    {
        var handle = rt.Spawn(async () =>
        {
            await Task.Yield();
            ThrowFormat();
        });
        for (var i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<FormatException>(async () => await handle);
            Assert.Contains(nameof(ThrowFormat), error.StackTrace, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Await_ByManyJoiners_ResumesEach() => Run(async rt =>
    {
        var go = Signals.Create();
        var handle = rt.Spawn(async () =>
        {
            await go.Task;
            return 7;
        });
        var joiners = Enumerable.Range(0, 50).Select(_ => rt.Spawn(async () => await handle)).ToArray();
        go.SetResult();
        foreach (var joiner in joiners)
            Assert.Equal(7, await joiner);
    });

    [Fact]
    public void Await_OnATask_ResumesOnThatTask() => Run(async rt =>
    {
        var same = await rt.Spawn(async () =>
        {
            var id = CurrentTask.Id;
            await rt.Spawn(async () => await Task.Yield());
            return id == CurrentTask.Id;
        });
        Assert.True(same);
    });

    [Fact]
    public void JoinAsync_EveryOutcome_ReturnsItAsAValue() => Run(async rt =>
    {
        var completed = await rt.Spawn(() => 5).JoinAsync();
        Assert.Equal((JoinStatus.Completed, 5), (completed.Status, completed.Value));
        Assert.True(completed.TryGetValue(out _));

        var faulted = await rt.Spawn(int () => throw new FormatException()).JoinAsync();
        Assert.Equal(JoinStatus.Faulted, faulted.Status);
        Assert.IsType<FormatException>(faulted.Exception);
        Assert.False(faulted.TryGetValue(out _));
        Assert.Throws<FormatException>(() => faulted.Value);

        var pending = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        pending.Abort();
        var canceled = await pending.JoinAsync();
        Assert.Equal((JoinStatus.Canceled, pending.Id), (canceled.Status, canceled.TaskId));
        Assert.Throws<JoinCanceledException>(() => canceled.ThrowIfFailed());
    });

    [Fact]
    public void JoinAsync_WhenItsTokenFires_EndsOnlyTheWait() => Run(async rt =>
    {
        var go = Signals.Create();
        var handle = rt.Spawn(() => go.Task);
        using var source = new CancellationTokenSource();
        var join = handle.JoinAsync(source.Token);
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await join);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.IsNotType<JoinCanceledException>(error);
        Assert.False(handle.IsFinished);
        go.SetResult();
        await handle;
    });

    [Fact]
    public void AsTask_EveryOutcome_BecomesThatOfTheTask() => Run(async rt =>
    {
        Assert.Equal(5, await rt.Spawn(() => 5).AsTask());
        await Assert.ThrowsAsync<FormatException>(() => rt.Spawn(ThrowFormat).AsTask());
        var pending = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        var task = pending.AsTask();
        pending.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(() => task);
        Assert.True(task.IsCanceled);
    });

    [Fact]
    public void GetResult_BeforeTheEnd_ThrowsWithAdvice() => Run(async rt =>
    {
        var go = Signals.Create();
        var handle = rt.Spawn(() => go.Task, new SpawnOptions { Name = "slow" });
        var error = Assert.Throws<InvalidOperationException>(() => handle.GetAwaiter().GetResult());
        Assert.Contains("task 'slow'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Await the handle", error.Message, StringComparison.Ordinal);
        go.SetResult();
        await handle;
    });

    [Fact]
    public void JoinAsync_BodyThrowsForeignCancellation_ReportsFaulted() => Run(async rt =>
    {
        var child = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        child.Abort();
        var parent = await rt.Spawn(async () => await child).JoinAsync();
        Assert.Equal(JoinStatus.Faulted, parent.Status);
        Assert.IsType<JoinCanceledException>(parent.Exception);
    });

    [Fact]
    public void Yield_InABranchForAnother_Resumes() => Run(
        static async rt => await rt.Spawn(Branches.YieldForAnotherAsync),
        Flavor == RuntimeFlavor.MultiThread ? OneWorkerAlone : null);

    [Fact]
    public void Yield_InOneTask_LetsOtherTasksRun() => Run(
        async rt =>
        {
            var order = new List<string>();
            await rt.Spawn(async () =>
            {
                var other = rt.Spawn(() => order.Add("other"));
                await CurrentTask.YieldAsync();
                order.Add("first");
                await other;
            });
            Assert.Equal(["other", "first"], order);
        },
        OneWorker);

    private static void ThrowFormat() => throw new FormatException("bad");
}
