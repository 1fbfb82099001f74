using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Channels;

/// <summary>A wait for a channel resumes on its task, with ConfigureAwait(true) and with ConfigureAwait(false).</summary>
public sealed class ResumeOnTheTaskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OneshotRead_AnyConfigureAwait_ResumesOnTheTask(bool captured)
    {
        var (sender, receiver) = Oneshot.Create<int>();
        AssertGoesOn(async () => await receiver.ReadAsync().ConfigureAwait(captured) == 1 ? CurrentTask.Id : null, () => Assert.True(sender.TrySend(1)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BroadcastRead_AnyConfigureAwait_ResumesOnTheTask(bool captured)
    {
        var (sender, receiver) = Broadcast.Create<int>(1);
        AssertGoesOn(async () => (await receiver.ReadAsync().ConfigureAwait(captured)).TryGetItem(out _) ? CurrentTask.Id : null, () => sender.Send(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BroadcastReadAll_AnyConfigureAwait_ResumesOnTheTask(bool captured)
    {
        var (sender, receiver) = Broadcast.Create<int>(1);
        AssertGoesOn(
            async () =>
            {
                await foreach (var _ in receiver.ReadAllAsync().ConfigureAwait(captured))
                    return CurrentTask.Id;
                return null;
            },
            () => sender.Send(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WatchChanged_AnyConfigureAwait_ResumesOnTheTask(bool captured)
    {
        var (sender, receiver) = Watch.Create(0);
        AssertGoesOn(async () => await receiver.ChangedAsync().ConfigureAwait(captured) ? CurrentTask.Id : null, () => sender.Send(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WatchWaitFor_AnyConfigureAwait_ResumesOnTheTask(bool captured)
    {
        var (sender, receiver) = Watch.Create(0);
        AssertGoesOn(async () => await receiver.WaitForAsync(static value => value == 1).ConfigureAwait(captured) == 1 ? CurrentTask.Id : null, () => sender.Send(1));
    }

    /// <param name="wait">Waits, and returns the id of the task that it resumes on.</param>
    /// <param name="end">Ends the wait.</param>
    private static void AssertGoesOn(Func<Task<long?>> wait, Action end)
    {
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var task = runtime.Spawn(async () => (CurrentTask.Id, await wait()));
        Signals.UntilWaiting(runtime, 1);
        // This thread belongs to no runtime. A continuation that ran inline here would find no current task.
        end();
        var (before, after) = task.AsTask().GetAwaiter().GetResult();
        Assert.NotNull(before);
        Assert.Equal(before, after);
    }
}
