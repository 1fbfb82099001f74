using HostedRuntime.Diagnostics;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Runtime.Snapshots;

/// <summary>The stack of a task whose poll lasts.</summary>
public sealed class StalledTaskTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, StallThreshold = TimeSpan.FromMilliseconds(20) });
    private volatile bool _isEnded;

    public void Dispose()
    {
        _isEnded = true;
        _rt.Dispose();
    }

    [Theory(Skip = Bodies.NoRunning, SkipType = typeof(Bodies), SkipWhen = nameof(Bodies.AreRuntimeAsync))]
    [InlineData(true)]
    [InlineData(false)]
    public void CaptureSnapshot_OfStalledTask_HasItsAsyncMethods(bool withStacks)
    {
        var task = _rt.Spawn(OuterAsync);
        var row = StalledRow(task, withStacks);

        Assert.Equal(TaskState.Running, row.State);
        Assert.Equal(["StalledTaskTests.ComputeAsync", "StalledTaskTests.OuterAsync"], row.Stack!.Methods);
        Assert.Equal(AsyncStackEnd.Ready, row.Stack.End);
    }

    [Fact]
    public void CaptureSnapshot_OfTaskStalledInFirstPoll_HasNoStack()
    {
        var task = _rt.Spawn(Compute);

        Assert.Null(StalledRow(task, withStacks: true).Stack);
    }

    private TaskSnapshot StalledRow(JoinHandle task, bool withStacks)
    {
        RuntimeSnapshot snapshot = null!;
        Signals.SpinUntil(
            () => (snapshot = _rt.CaptureSnapshot(new SnapshotOptions { WithStacks = withStacks })).Workers.Any(worker => worker.TaskId == task.Id && worker.State == WorkerState.Stalled),
            "the task stalls");
        return snapshot.Tasks.Single(row => row.Id == task.Id);
    }

    private async Task OuterAsync() => await ComputeAsync();

    private async Task ComputeAsync()
    {
        await CurrentTask.YieldAsync();
        Compute();
    }

    private void Compute()
    {
        while (!_isEnded)
            Thread.SpinWait(100);
    }
}
