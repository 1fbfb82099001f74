using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace HostedRuntime.Tests.Runtime.Snapshots;

/// <summary>A snapshot with fewer rows than tasks keeps the running tasks.</summary>
public sealed class SnapshotCeilingTests
{
    [Fact]
    public void Tasks_WhenCeilingIsLow_KeepRunningTask()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        using var isRunning = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        using var started = new CountdownEvent(3);
        var never = new AsyncNotify();
        for (var i = 0; i < 3; i++)
        {
            rt.Spawn(async () =>
            {
                started.Signal();
                await never.WaitAsync();
            }).Detach();
        }

        started.Wait();
        rt.Spawn(() =>
        {
            isRunning.Set();
            end.Wait();
            return Task.CompletedTask;
        }, new SpawnOptions { Name = "running" }).Detach();
        isRunning.Wait();
        var snapshot = rt.CaptureSnapshot(new SnapshotOptions { MaxTasks = 1 });
        end.Set();
        Assert.Equal("running", Assert.Single(snapshot.Tasks).Name);
        Assert.Equal(3, snapshot.TasksLeftOut);
        rt.ShutdownAsync(TimeSpan.Zero).GetAwaiter().GetResult();
    }
}
