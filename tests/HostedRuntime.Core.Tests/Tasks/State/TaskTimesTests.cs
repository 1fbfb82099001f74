using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks;

public sealed class TaskTimesTests
{
    [Fact]
    public void Busy_WhenMeasured_CountsTheTimeInPolls()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MeasureTaskTimes = true });
        var worked = TimeSpan.FromMilliseconds(60);
        var info = Suspended(rt, () => Thread.Sleep(worked));
        Assert.True(info.Busy >= worked, $"{info.Busy} busy.");
        Assert.True(rt.Metrics.Workers[0].Busy >= worked, $"{rt.Metrics.Workers[0].Busy} busy.");
    }

    [Fact]
    public void Scheduled_WhenWorkerIsBusy_CountsTheTimeInQueue()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MaxCompensatingThreads = 0, MeasureTaskTimes = true });
        using var queued = new ManualResetEventSlim();
        var held = TimeSpan.FromMilliseconds(60);
        rt.Spawn(() =>
        {
            queued.Wait();
            Thread.Sleep(held);
        }).Detach();
        var info = Suspended(rt, queued.Set, setUpAtSpawn: true);
        Assert.True(info.Scheduled >= held, $"{info.Scheduled} scheduled.");
    }

    [Fact]
    public void Idle_OfASuspendedTask_CountsItsRemainingAge()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, MeasureTaskTimes = true });
        var idle = TimeSpan.FromMilliseconds(200);
        var info = Suspended(rt, () => { }, after: idle);
        // The age is exact only to about 15 ms.
        Assert.True(info.Idle >= idle - TimeSpan.FromMilliseconds(50), $"{info.Idle} idle.");
        Assert.True(info.Busy + info.Scheduled + info.Idle <= info.Age + TimeSpan.FromMilliseconds(1), info.ToString());
    }

    [Fact]
    public void Busy_WhenNotMeasured_IsZero()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var info = Suspended(rt, () => Thread.Sleep(20));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (info.Busy, info.Scheduled, info.Idle));
        Assert.Equal(1, info.Polls);
    }

    /// <summary>Returns the description of a task that has run the action and then waits for ever.</summary>
    private static TaskInfo Suspended(IRuntime rt, Action first, bool setUpAtSpawn = false, TimeSpan after = default)
    {
        var never = Signals.Create();
        var task = rt.Spawn(async () =>
        {
            if (!setUpAtSpawn)
                first();
            await never.Task;
        });
        if (setUpAtSpawn)
            first();
        Signals.UntilWaiting(rt, 1);
        Thread.Sleep(after);
        var info = Assert.Single(rt.CaptureTasks());
        never.SetResult();
        task.AsTask().Wait();
        return info;
    }
}
