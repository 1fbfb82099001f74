namespace HostedRuntime.Tests.Runtime.Snapshots;

public sealed class TryAbortTests
{
    [Fact]
    public async Task TryAbort_OfSuspendedTask_EndsIt()
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var task = runtime.Spawn(static async () => await AsyncTime.SleepAsync(TimeSpan.FromHours(1)));
        var spin = default(SpinWait);
        while (!runtime.CaptureTasks().Any(row => row.Id == task.Id))
            spin.SpinOnce();

        Assert.True(runtime.TryAbort(task.Id));
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await task);
    }

    [Fact]
    public async Task TryAbort_OfEndedTask_ReturnsFalse()
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var task = runtime.Spawn(static () => Task.CompletedTask);
        await task;

        Assert.False(runtime.TryAbort(task.Id));
    }

    [Fact]
    public void TryAbort_OfOtherRuntimesTask_ReturnsFalse()
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        using var other = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var task = runtime.Spawn(static async () => await AsyncTime.SleepAsync(TimeSpan.FromHours(1)));

        Assert.False(other.TryAbort(task.Id));
        task.Abort();
    }
}
