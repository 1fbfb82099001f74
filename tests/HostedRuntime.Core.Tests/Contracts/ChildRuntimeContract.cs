namespace HostedRuntime.Tests.Contracts;

/// <summary>A branch ends its tasks, all that they spawned, and nobody else's.</summary>
public abstract class ChildRuntimeContract : RuntimeUnderTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Spawn_OnABranch_RunsOnTheRuntimeAndTheBranchIsCurrent() => RunBlocking(rt =>
    {
        var branch = new ChildRuntime(rt);
        var seen = branch.Spawn(async () =>
        {
            await Task.Yield();
            return (CurrentTask.Runtime, AsyncRuntime.Handle, CurrentTask.Name);
        }, new SpawnOptions { Name = "member" }).AsTask().Result;
        Assert.Equal((branch, branch, "member"), seen);
        Assert.Equal(rt.Name, branch.Name);
        Assert.Equal(7, branch.SpawnBlocking(() => 7).AsTask().Result);
        Assert.Equal(8, branch.BlockOn(async () =>
        {
            await Task.Yield();
            return 8;
        }));
        Signals.SpinUntil(() => branch.Count == 0, "all have left the branch");
    });

    [Fact]
    public void EndAsync_AbortsMembersAndWhatTheySpawnedAndNobodyElse() => RunBlocking(rt =>
    {
        var branch = new ChildRuntime(rt);
        var grandchild = new TaskCompletionSource<JoinHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = branch.Spawn(async ct =>
        {
            grandchild.SetResult(AsyncRuntime.Spawn(own => Task.Delay(Timeout.Infinite, own)));
            await Task.Delay(Timeout.Infinite, ct);
        });
        var blocking = branch.SpawnBlocking(ct => { ct.WaitHandle.WaitOne(); });
        var other = rt.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        var nested = grandchild.Task.Result;
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 4, "all run");
        Assert.Equal(3, branch.Count);
        Assert.Equal(3, branch.CaptureTasks().Count);

        Assert.Empty(branch.EndAsync(s_long).Result);

        Assert.Equal([JoinStatus.Canceled, JoinStatus.Canceled], new JoinHandle[] { child, nested }.Select(task => task.JoinAsync().AsTask().Result.Status));
        Assert.True(blocking.JoinAsync().AsTask().Wait(s_long));
        Assert.False(other.IsFinished);
        Assert.Equal(0, branch.Count);
    });

    [Fact]
    public void Spawn_AfterTheEnd_IsCanceledAndCounted() => RunBlocking(rt =>
    {
        var branch = new ChildRuntime(rt);
        Assert.Empty(branch.EndAsync(s_long).Result);
        var ran = false;
        JoinHandle[] refused = [branch.Spawn(() => { ran = true; }), branch.SpawnBlocking(() => { ran = true; }), branch.SpawnBlockingAsync(() => { ran = true; }).AsTask().Result];
        Assert.All(refused, task => Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status));
        Assert.Empty(branch.EndAsync(s_long).Result);
        Assert.False(ran);
        Assert.Equal(0, rt.Metrics.AliveTasks);
        Assert.True(rt.ShutdownAsync(s_long).Result.IsClean);
    });

    [Fact]
    public void EndAsync_BodyThatIgnoresTheAbort_IsReportedAndMayBeWaitedForAgain() => RunBlocking(rt =>
    {
        var branch = new ChildRuntime(rt);
        var (started, release) = (Signals.Create(), Signals.Create());
        branch.Spawn(async () =>
        {
            started.SetResult();
            await release.Task;
        }, new SpawnOptions { Name = "deaf" }).Detach();
        started.Task.Wait();

        var left = branch.EndAsync(TimeSpan.FromMilliseconds(50)).Result;

        Assert.Equal("deaf", Assert.Single(left).Name);
        release.SetResult();
        Assert.Empty(branch.EndAsync(s_long).Result);
    });

    [Fact]
    public void EndAsync_TokenFires_Throws() => RunBlocking(rt =>
    {
        var branch = new ChildRuntime(rt);
        var release = Signals.Create();
        branch.Spawn(() => release.Task).Detach();
        var thrown = Assert.Throws<AggregateException>(() => branch.EndAsync(s_long, new CancellationToken(canceled: true)).Wait());
        Assert.IsAssignableFrom<OperationCanceledException>(thrown.InnerException);
        release.SetResult();
        Assert.Empty(branch.EndAsync(s_long).Result);
    });

    [Fact]
    public void Spawn_OwnTokenFiredAlready_LeavesNothingBehind() => RunBlocking(rt =>
    {
        var branch = new ChildRuntime(rt);
        branch.Spawn(() => { }, new SpawnOptions { CancellationToken = new CancellationToken(canceled: true) }).Detach();
        Assert.Equal(0, branch.Count);
        Assert.Empty(branch.EndAsync(s_long).Result);
    });

    [Fact]
    public void EndAsync_WhileOthersSpawn_EveryTaskEnds() => RunBlocking(rt =>
    {
        for (var round = 0; round < 50; round++)
        {
            var branch = new ChildRuntime(rt);
            var spawners = Enumerable.Range(0, 4).Select(_ => rt.Spawn(async () =>
            {
                var spawned = new List<JoinHandle>();
                do
                {
                    spawned.Add(branch.Spawn(ct => Task.Delay(Timeout.Infinite, ct)));
                    await CurrentTask.YieldAsync();
                }
                while (spawned.Count < 1_000 && !spawned[^1].IsFinished);
                return spawned;
            })).ToList();
            Signals.SpinUntil(() => branch.Count > 8, "there is something to end");
            Assert.Empty(branch.EndAsync(s_long).Result);
            Assert.All(spawners.SelectMany(spawner => spawner.AsTask().Result), task => Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status));
        }
    });

    [Fact]
    public void Shutdown_OfTheRuntime_EndsTheBranchsTasksToo() => RunBlocking(rt =>
    {
        var branch = new ChildRuntime(rt);
        var task = branch.Spawn(ct => Task.Delay(Timeout.Infinite, ct));
        Signals.SpinUntil(() => rt.CaptureTasks().Count == 1, "it runs");
        Assert.True(rt.ShutdownAsync(TimeSpan.Zero).Result.Aborted >= 0);
        Assert.Equal(JoinStatus.Canceled, task.JoinAsync().AsTask().Result.Status);
        Signals.SpinUntil(() => branch.Count == 0, "it has left the branch");
    });
}
