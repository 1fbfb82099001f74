using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Groups;

public abstract class TaskTrackerContract : RuntimeUnderTest
{
    [Fact]
    public void WaitAsync_WhenClosedAndEmpty_Completes() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        var work = new Work<int>();
        var task = tracker.Spawn(work.RunAsync);
        tracker.Track(rt.Spawn(static () => { }));
        var wait = tracker.WaitAsync();
        await work.Started;
        tracker.Close();
        tracker.Close();
        Assert.Equal((true, false), (tracker.IsClosed, wait.IsCompleted));
        work.Return(1);
        await wait;
        Assert.Equal((1, 0), (await task, tracker.Count));
        await tracker.WaitAsync();
    });

    [Fact]
    public void Reopen_WhileAWaitIsPending_DelaysItToTheNextClose() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        Assert.False(tracker.Reopen());
        var work = new Work<int>();
        var task = tracker.Spawn(work.RunAsync);
        Assert.Equal((true, false), (tracker.Close(), tracker.Close()));
        var wait = tracker.WaitAsync();
        Assert.Equal((true, false), (tracker.Reopen(), tracker.Reopen()));
        work.Return(1);
        await task;
        Assert.Equal((false, false), (tracker.IsClosed, wait.IsCompleted));
        Assert.True(tracker.Close());
        await wait;
        Assert.True(tracker.IsClosed);
    });

    [Fact]
    public void Reopen_WhenEmpty_NextWaitIsPending() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        tracker.Close();
        await tracker.WaitAsync();
        Assert.True(tracker.Reopen());
        var wait = tracker.WaitAsync();
        await tracker.Spawn(static _ => Task.CompletedTask);
        Assert.False(wait.IsCompleted);
        tracker.Close();
        await wait;
    });

    [Fact]
    public void WaitAsync_WhenEmptyButNotClosed_Waits() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        await tracker.Spawn(_ => Task.CompletedTask);
        var wait = tracker.WaitAsync();
        Assert.False(wait.IsCompleted);
        tracker.Close();
        await wait;
    });

    [Fact]
    public void WaitAsync_WhenATaskIsAddedLater_StillCompletes() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        var wait = tracker.WaitAsync();
        tracker.Close();
        var work = new Work<int>();
        tracker.Spawn(work.RunAsync).Detach();
        await wait;
        var next = tracker.WaitAsync();
        Assert.Equal((false, 1), (next.IsCompleted, tracker.Count));
        work.Return(0);
        await next;
    });

    [Fact]
    public void WaitAsync_WhenCanceled_Throws() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        using var source = new CancellationTokenSource();
        var canceled = tracker.WaitAsync(source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tracker.WaitAsync(source.Token));
    });

    [Fact]
    public void Track_WhenTasksHaveEnded_CountsThemNoMore() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        var ended = rt.Spawn(static () => { });
        await ended;
        tracker.Track(ended);
        Assert.Equal(0, tracker.Count);
        var failing = tracker.Spawn(_ => Task.FromException(new FormatException()));
        var aborted = tracker.Spawn(new Work<int>().RunAsync);
        aborted.Abort();
        tracker.Close();
        await tracker.WaitAsync();
        await Assert.ThrowsAsync<FormatException>(async () => await failing);
        Assert.True(aborted.IsFinished);
    });

    [Fact]
    public void Close_WhileTasksSpawnTasks_WaitAsyncWaitsForAll() => Run(async rt =>
    {
        var tracker = new TaskTracker(rt);
        var ended = 0;
        var spawners = Enumerable.Range(0, 4).Select(_ => tracker.Spawn(async _ =>
        {
            for (var i = 0; i < 500; i++)
            {
                tracker.Spawn(async _ =>
                {
                    await CurrentTask.YieldAsync();
                    Interlocked.Increment(ref ended);
                }).Detach();
                await CurrentTask.YieldAsync();
            }
        })).ToArray();
        tracker.Close();
        await tracker.WaitAsync();
        Assert.Equal((2_000, true), (Volatile.Read(ref ended), Array.TrueForAll(spawners, static spawner => spawner.IsFinished)));
    });
}
