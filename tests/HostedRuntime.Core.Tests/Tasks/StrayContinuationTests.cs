using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks;

/// <summary>The runtime counts continuations that leave their task, or that are posted after its end.</summary>
public sealed class StrayContinuationTests
{
    [Fact]
    public async Task Escapes_ForeignConfigureAwaitFalse_IsCounted()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var foreign = Signals.Create();
        var body = rt.Spawn(async () =>
        {
            await foreign.Task.ConfigureAwait(false);
            Assert.Null(CurrentTask.Id);
        });
        Signals.UntilWaiting(rt, 1);
        foreign.SetResult();
        await body;
        Assert.Equal(1, rt.Metrics.Escapes);
    }

    [Fact]
    public async Task Escapes_WhenBodiesStay_IsZero()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });
        var foreign = Signals.Create();
        var bodies = Enumerable.Range(0, 10).Select(_ => rt.Spawn(async () =>
        {
            await Task.Yield();
            await foreign.Task;
            await LeavesAndIsAwaitedCaptured(foreign.Task);
            await CurrentTask.YieldAsync();
        })).ToArray();
        Signals.UntilWaiting(rt, 10);
        foreign.SetResult();
        foreach (var body in bodies)
            await body;
        Assert.Equal(0, rt.Metrics.Escapes);
    }

    [Fact]
    public async Task LatePosts_PostAfterTheEnd_IsCounted()
    {
        using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        SynchronizationContext? context = null;
        await rt.Spawn(() => context = SynchronizationContext.Current);
        var ran = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        context!.Post(_ => ran.SetResult(CurrentTask.WorkerIndex), null);
        Assert.Equal(0, await ran.Task);
        Assert.Equal(1, rt.Metrics.LatePosts);
    }

    private static async Task LeavesAndIsAwaitedCaptured(Task task)
    {
        await task.ConfigureAwait(false);
        await Task.Yield();
    }
}
