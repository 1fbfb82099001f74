using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests;

/// <summary>
/// Where bodies compiled for .NET 11 differ: an await of a foreign call whose Task runs its continuations asynchronously passes through the
/// ThreadPool before the body goes on in its task. docs/contributing.md tells why.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ForeignAwaitTests
{
    [Fact]
    public void Await_OfAForeignCallWhileThePoolStarves_GoesOnOnceThePoolRuns()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long? wentOn = null;
        JoinHandle task;
        using (var pool = new StarvedPool())
        {
            task = rt.Spawn(async () =>
            {
                await source.Task;
                wentOn = CurrentTask.Id;
            });
            Signals.UntilWaiting(rt, 1);
            source.SetResult();
            // On one worker a body that was posted would run before this task.
            var last = rt.Spawn(() => { });
            Signals.SpinUntil(() => last.IsFinished, "a task runs while the pool starves");
            Assert.True(pool.WasStarved);
            Assert.False(task.IsFinished);
        }

        rt.BlockOn(async () => await task);
        Assert.Equal(task.Id, wentOn);
    }

    [Fact]
    public void Await_OfAForeignTaskInAFieldWhileThePoolStarves_NeedsNoThreadPool()
    {
        using var pool = new StarvedPool();
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holder = new Holder(source.Task);
        var task = rt.Spawn(async () => await holder.Task);
        Signals.UntilWaiting(rt, 1);
        source.SetResult();
        Signals.SpinUntil(() => task.IsFinished, "the body goes on while the pool starves");
        Assert.True(pool.WasStarved);
    }

    [Fact]
    public void Abort_OfAForeignCall_IsSeenAgainByTheFirstWaitOfTheCleanup()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var seen = new List<string>();
        var task = rt.Spawn(async ct =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, ct);
            }
            finally
            {
                // The guard that docs/design/tasks/abort.md asks for.
                try
                {
                    await CurrentTask.YieldAsync();
                }
                catch (OperationCanceledException)
                {
                    seen.Add("first");
                }

                await CurrentTask.YieldAsync();
                seen.Add("second");
            }
        });
        Signals.UntilWaiting(rt, 1);
        task.Abort();
        Assert.Throws<JoinCanceledException>(() => rt.BlockOn(async () => await task));
        Assert.Equal(["first", "second"], seen);
    }

    private sealed class Holder(Task task)
    {
        public readonly Task Task = task;
    }
}
