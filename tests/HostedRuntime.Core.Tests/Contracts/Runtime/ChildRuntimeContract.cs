namespace HostedRuntime.Tests.Contracts;

/// <summary>The end of a child runtime ends its tasks and all tasks that they spawned, and no other task.</summary>
public abstract class ChildRuntimeContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Spawn_OnTheChild_RunsOnTheRuntime_ChildIsCurrent() => RunBlocking(rt =>
    {
        var childRuntime = new ChildRuntime(rt);
        var seen = childRuntime.Spawn(async () =>
        {
            await Task.Yield();
            return (CurrentTask.Runtime, AsyncRuntime.Handle, CurrentTask.Name);
        }, new SpawnOptions { Name = "member" }).AsTask().Result;
        Assert.Equal((childRuntime, childRuntime, "member"), seen);
        Assert.Equal(rt.Name, childRuntime.Name);
        Assert.Equal(7, childRuntime.SpawnBlocking(() => 7).AsTask().Result);
        Assert.Equal(8, childRuntime.BlockOn(async () =>
        {
            await Task.Yield();
            return 8;
        }));
        Signals.SpinUntil(() => childRuntime.Count == 0, "all tasks have left the child runtime");
    });

    [Fact]
    public void EndAsync_WithRunningTasks_AbortsOnlyItsTasks() => RunBlocking(rt =>
    {
        var childRuntime = new ChildRuntime(rt);
        var grandchild = new TaskCompletionSource<JoinHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = childRuntime.Spawn(async ct =>
        {
            grandchild.SetResult(AsyncRuntime.Spawn(own => Task.Delay(Timeout.Infinite, own)));
            await Task.Delay(Timeout.Infinite, ct);
        });
        var blocking = childRuntime.SpawnBlocking(ct => { ct.WaitHandle.WaitOne(); });
        var other = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        var nested = grandchild.Task.Result;
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 4, "all run");
        Assert.Equal(3, childRuntime.Count);
        Assert.Equal(3, childRuntime.CaptureTasks().Count);

        Assert.Empty(childRuntime.EndAsync(s_long).Result);

        Assert.Equal([JoinStatus.Canceled, JoinStatus.Canceled], new JoinHandle[] { child, nested }.Select(task => task.JoinAsync().AsTask().Result.Status));
        Assert.True(blocking.JoinAsync().AsTask().Wait(s_long));
        Assert.False(other.IsFinished);
        Assert.Equal(0, childRuntime.Count);
    });

    [Fact]
    public void Spawn_AfterTheEnd_IsCanceledAndCountedOut() => RunBlocking(rt =>
    {
        var childRuntime = new ChildRuntime(rt);
        Assert.Empty(childRuntime.EndAsync(s_long).Result);
        var ran = false;
        JoinHandle[] refused = [childRuntime.Spawn(() => { ran = true; }), childRuntime.SpawnBlocking(() => { ran = true; }), childRuntime.SpawnBlockingAsync(() => { ran = true; }).AsTask().Result];
        Assert.All(refused, task => Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status));
        Assert.Empty(childRuntime.EndAsync(s_long).Result);
        Assert.False(ran);
        Assert.Equal(0, rt.Metrics.AliveTasks);
        Assert.True(rt.ShutdownAsync(s_long).Result.IsClean);
    });

    [Fact]
    public void EndAsync_BodyThatIgnoresTheAbort_IsReported() => RunBlocking(rt =>
    {
        var childRuntime = new ChildRuntime(rt);
        var (started, release) = (Signals.Create(), Signals.Create());
        childRuntime.Spawn(async () =>
        {
            started.SetResult();
            await release.Task;
        }, new SpawnOptions { Name = "deaf" }).Detach();
        started.Task.Wait();

        var left = childRuntime.EndAsync(TimeSpan.FromMilliseconds(50)).Result;

        Assert.Equal("deaf", Assert.Single(left).Name);
        release.SetResult();
        Assert.Empty(childRuntime.EndAsync(s_long).Result);
    });

    [Fact]
    public void EndAsync_WhenTokenHasFired_Throws() => RunBlocking(rt =>
    {
        var childRuntime = new ChildRuntime(rt);
        var release = Signals.Create();
        childRuntime.Spawn(() => release.Task).Detach();
        var thrown = Assert.Throws<AggregateException>(() => childRuntime.EndAsync(s_long, new CancellationToken(canceled: true)).Wait());
        Assert.IsAssignableFrom<OperationCanceledException>(thrown.InnerException);
        release.SetResult();
        Assert.Empty(childRuntime.EndAsync(s_long).Result);
    });

    [Fact]
    public void Spawn_WhenItsTokenHasFired_LeavesNoTask() => RunBlocking(rt =>
    {
        var childRuntime = new ChildRuntime(rt);
        childRuntime.Spawn(() => { }, new SpawnOptions { CancellationToken = new CancellationToken(canceled: true) }).Detach();
        Assert.Equal(0, childRuntime.Count);
        Assert.Empty(childRuntime.EndAsync(s_long).Result);
    });

    [Fact]
    public void EndAsync_WhileOtherTasksSpawn_EndsEveryTask() => RunBlocking(rt =>
    {
        for (var round = 0; round < 50; round++)
        {
            var childRuntime = new ChildRuntime(rt);
            var spawners = Enumerable.Range(0, 4).Select(_ => rt.Spawn(async () =>
            {
                var spawned = new List<JoinHandle>();
                do
                {
                    spawned.Add(childRuntime.Spawn(ct => Task.Delay(Timeout.Infinite, ct)));
                    await CurrentTask.YieldAsync();
                }
                while (spawned.Count < 1_000 && !spawned[^1].IsFinished);
                return spawned;
            })).ToList();
            Signals.SpinUntil(() => childRuntime.Count > 8, "there is something to end");
            Assert.Empty(childRuntime.EndAsync(s_long).Result);
            Assert.All(spawners.SelectMany(spawner => spawner.AsTask().Result), task => Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status));
        }
    });

    [Fact]
    public void Shutdown_OfTheRuntime_EndsTheTasksOfTheChild() => RunBlocking(rt =>
    {
        var childRuntime = new ChildRuntime(rt);
        var task = childRuntime.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 1, "the task runs");
        Assert.True(rt.ShutdownAsync(TimeSpan.Zero).Result.Aborted >= 0);
        Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status);
        Signals.SpinUntil(() => childRuntime.Count == 0, "the task has left the child runtime");
    });
}
