using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Contracts;

/// <summary>A body that blocks its worker costs time, but never causes a deadlock.</summary>
public abstract class BlockedWorkerContract : RuntimeUnderTest
{
    [Fact]
    public void Result_OfAChildOnEveryWorker_Completes() => Run(async rt =>
    {
        var parents = Enumerable.Range(0, 8).Select(i => rt.Spawn(() => rt.Spawn(async () =>
        {
            await CurrentTask.YieldAsync();
            return i;
        }).AsTask().Result)).ToArray();
        for (var i = 0; i < parents.Length; i++)
            Assert.Equal(i, await parents[i]);
    });

    [Fact]
    public void Result_NestedDeeperThanTheWorkers_Completes() => Run(
        async rt =>
        {
            int Descend(int depth) => depth == 0 ? 0 : 1 + rt.Spawn(() => Descend(depth - 1)).AsTask().Result;
            Assert.Equal(20, await rt.Spawn(() => Descend(20)));
            Signals.SpinUntil(() => rt.Metrics.CompensatingThreads == 0, "the compensating threads are gone");
        },
        OneWorker);

    [Fact]
    public void Result_OfAMethodWithCapturedContext_Completes() => Run(
        async rt => Assert.Equal(5, await rt.Spawn(() =>
        {
            async Task<int> LaterAsync()
            {
                await rt.SpawnBlocking(() => { });
                await Task.Yield();
                return 5;
            }

            return LaterAsync().Result;
        })),
        OneWorker);

    [Fact]
    public void Lock_HeldByABlockedBody_LetsOtherTasksRun() => Run(
        async rt =>
        {
            var gate = new object();
            using var go = new ManualResetEventSlim();
            var inside = Signals.Create();
            var holder = rt.Spawn(() =>
            {
                lock (gate)
                {
                    inside.SetResult();
                    go.Wait();
                }
            });
            await inside.Task;
            var waiters = Enumerable.Range(0, 3).Select(_ => rt.Spawn(() =>
            {
                lock (gate)
                    return CurrentTask.Runtime == rt;
            })).ToArray();
            await rt.Spawn(go.Set);
            await holder;
            foreach (var waiter in waiters)
                Assert.True(await waiter);
        },
        OneWorker);

    [Fact]
    public void Body_WhenItLostItsCore_KeepsItsTaskAndRuntime() => Run(
        async rt =>
        {
            var seen = await rt.Spawn(async () =>
            {
                var id = CurrentTask.Id;
                rt.Spawn(() => { }).AsTask().Wait();
                var afterWait = (CurrentTask.Id == id, CurrentTask.Runtime == rt);
                var child = rt.Spawn(() => 1);
                await CurrentTask.YieldAsync();
                return (afterWait, Later: CurrentTask.Id == id && CurrentTask.WorkerIndex is not null, Child: await child);
            });
            Assert.Equal(((true, true), true, 1), seen);
        },
        OneWorker);

    [Fact]
    public void MaxCompensatingThreads_WhenZero_RuntimeWaits() => RunBlocking(
        rt =>
        {
            using var go = new ManualResetEventSlim();
            var running = Signals.Create();
            var blocked = rt.Spawn(() =>
            {
                running.SetResult();
                go.Wait();
            });
            running.Task.Wait();
            var next = rt.Spawn(() => { });
            Assert.Equal(0, rt.Metrics.CompensatingThreads);
            Assert.False(next.IsFinished);
            go.Set();
            rt.BlockOn(async () =>
            {
                await blocked;
                await next;
            });
        },
        OneWorkerAlone);

    [Fact]
    public void BlockInPlace_OnAWorker_LetsOtherTasksRun() => Run(
        async rt =>
        {
            var other = Signals.Create();
            var result = await rt.Spawn(async () =>
            {
                rt.Spawn(other.SetResult).Detach();
                var blocked = AsyncRuntime.BlockInPlace(() =>
                {
                    other.Task.GetAwaiter().GetResult();
                    return (rt.BlockOn(async () => await rt.Spawn(() => 2)), new AsyncMutex().BlockingLock(), CurrentTask.WorkerIndex).Item1;
                });
                await CurrentTask.YieldAsync();
                return (blocked, CurrentTask.WorkerIndex);
            });
            Assert.Equal((2, 0), result);
        },
        OneWorker);

    [Fact]
    public void BlockInPlace_OffTheWorkers_CallsTheBody() => RunBlocking(rt =>
    {
        Assert.Equal(1, AsyncRuntime.BlockInPlace(() => 1));
        Assert.Equal(1, rt.BlockOn(async () => await rt.SpawnBlocking(() => AsyncRuntime.BlockInPlace(() => 1))));
    });
}
