namespace HostedRuntime.Tests.Contracts;

/// <summary>A group ends its tasks, all that they spawned, and nobody else's.</summary>
public abstract class TaskGroupContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Spawn_OnAGroup_RunsOnTheRuntimeAndTheGroupIsCurrent() => RunBlocking(rt =>
    {
        var group = new TaskGroup(rt);
        var seen = group.Spawn(async () =>
        {
            await Task.Yield();
            return (CurrentTask.Runtime, AsyncRuntime.Handle, CurrentTask.Name);
        }, new SpawnOptions { Name = "member" }).AsTask().Result;
        Assert.Equal((group, group, "member"), seen);
        Assert.Equal(rt.Name, group.Name);
        Assert.Equal(7, group.SpawnBlocking(() => 7).AsTask().Result);
        Assert.Equal(8, group.BlockOn(async () =>
        {
            await Task.Yield();
            return 8;
        }));
        Signals.SpinUntil(() => group.Count == 0, "all have left the group");
    });

    [Fact]
    public void EndAsync_AbortsMembersAndWhatTheySpawnedAndNobodyElse() => RunBlocking(rt =>
    {
        var group = new TaskGroup(rt);
        var grandchild = new TaskCompletionSource<JoinHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = group.Spawn(async ct =>
        {
            grandchild.SetResult(AsyncRuntime.Spawn(own => Task.Delay(Timeout.Infinite, own)));
            await Task.Delay(Timeout.Infinite, ct);
        });
        var blocking = group.SpawnBlocking(ct => { ct.WaitHandle.WaitOne(); });
        var other = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        var nested = grandchild.Task.Result;
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 4, "all run");
        Assert.Equal(3, group.Count);
        Assert.Equal(3, group.CaptureTasks().Count);

        Assert.Empty(group.EndAsync(s_long).Result);

        Assert.Equal([JoinStatus.Canceled, JoinStatus.Canceled], new JoinHandle[] { child, nested }.Select(task => task.JoinAsync().AsTask().Result.Status));
        Assert.True(blocking.JoinAsync().AsTask().Wait(s_long));
        Assert.False(other.IsFinished);
        Assert.Equal(0, group.Count);
    });

    [Fact]
    public void Spawn_AfterTheEnd_IsCanceledAndCounted() => RunBlocking(rt =>
    {
        var group = new TaskGroup(rt);
        Assert.Empty(group.EndAsync(s_long).Result);
        var ran = false;
        JoinHandle[] refused = [group.Spawn(() => { ran = true; }), group.SpawnBlocking(() => { ran = true; }), group.SpawnBlockingAsync(() => { ran = true; }).AsTask().Result];
        Assert.All(refused, task => Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status));
        Assert.Empty(group.EndAsync(s_long).Result);
        Assert.False(ran);
        Assert.Equal(0, rt.Metrics.AliveTasks);
        Assert.True(rt.ShutdownAsync(s_long).Result.IsClean);
    });

    [Fact]
    public void EndAsync_BodyThatIgnoresTheAbort_IsReportedAndMayBeWaitedForAgain() => RunBlocking(rt =>
    {
        var group = new TaskGroup(rt);
        var (started, release) = (Signals.Create(), Signals.Create());
        group.Spawn(async () =>
        {
            started.SetResult();
            await release.Task;
        }, new SpawnOptions { Name = "deaf" }).Detach();
        started.Task.Wait();

        var left = group.EndAsync(TimeSpan.FromMilliseconds(50)).Result;

        Assert.Equal("deaf", Assert.Single(left).Name);
        release.SetResult();
        Assert.Empty(group.EndAsync(s_long).Result);
    });

    [Fact]
    public void EndAsync_TokenFires_Throws() => RunBlocking(rt =>
    {
        var group = new TaskGroup(rt);
        var release = Signals.Create();
        group.Spawn(() => release.Task).Detach();
        var thrown = Assert.Throws<AggregateException>(() => group.EndAsync(s_long, new CancellationToken(canceled: true)).Wait());
        Assert.IsAssignableFrom<OperationCanceledException>(thrown.InnerException);
        release.SetResult();
        Assert.Empty(group.EndAsync(s_long).Result);
    });

    [Fact]
    public void Spawn_OwnTokenFiredAlready_LeavesNothingBehind() => RunBlocking(rt =>
    {
        var group = new TaskGroup(rt);
        group.Spawn(() => { }, new SpawnOptions { CancellationToken = new CancellationToken(canceled: true) }).Detach();
        Assert.Equal(0, group.Count);
        Assert.Empty(group.EndAsync(s_long).Result);
    });

    [Fact]
    public void EndAsync_WhileOthersSpawn_EveryTaskEnds() => RunBlocking(rt =>
    {
        for (var round = 0; round < 50; round++)
        {
            var group = new TaskGroup(rt);
            var spawners = Enumerable.Range(0, 4).Select(_ => rt.Spawn(async () =>
            {
                var spawned = new List<JoinHandle>();
                do
                {
                    spawned.Add(group.Spawn(ct => Task.Delay(Timeout.Infinite, ct)));
                    await CurrentTask.YieldAsync();
                }
                while (spawned.Count < 1_000 && !spawned[^1].IsFinished);
                return spawned;
            })).ToList();
            Signals.SpinUntil(() => group.Count > 8, "there is something to end");
            Assert.Empty(group.EndAsync(s_long).Result);
            Assert.All(spawners.SelectMany(spawner => spawner.AsTask().Result), task => Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status));
        }
    });

    [Fact]
    public void Shutdown_OfTheRuntime_EndsTheGroupsTasksToo() => RunBlocking(rt =>
    {
        var group = new TaskGroup(rt);
        var task = group.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 1, "it runs");
        Assert.True(rt.ShutdownAsync(TimeSpan.Zero).Result.Aborted >= 0);
        Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status);
        Signals.SpinUntil(() => group.Count == 0, "it has left the group");
    });
}
