using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Runtime.Snapshots;

public sealed class OnlyRunningTests
{
    [Fact]
    public async Task CaptureSnapshot_OfOnlyRunning_LeavesOutSuspendedTasks()
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var mutex = new AsyncMutex { Name = "only-running" };
        using var guard = await mutex.LockAsync();
        var waiter = runtime.Spawn(async () => (await mutex.LockAsync()).Dispose());
        var spin = default(SpinWait);
        while (mutex.WaiterCount == 0)
            spin.SpinOnce();
        using var began = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        var worker = runtime.Spawn(() =>
        {
            began.Set();
            end.Wait();
            return Task.CompletedTask;
        }, new SpawnOptions { Name = "busy" });
        began.Wait(TestContext.Current.CancellationToken);

        var snapshot = runtime.CaptureSnapshot(new SnapshotOptions { OnlyRunning = true });
        end.Set();
        Assert.Equal(["busy"], snapshot.Tasks.Select(static task => task.Name));
        // Another thread may have the core of the blocked worker by now.
        Assert.Equal(worker.Id, Assert.Single(snapshot.Workers, static worker => worker.State != WorkerState.Parked && worker.TaskId is not null).TaskId);
        Assert.Empty(snapshot.Resources);
        Assert.Equal(0, snapshot.TasksLeftOut);
        await worker;
        guard.Dispose();
        await waiter;
    }
}
