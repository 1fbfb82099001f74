using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks;

/// <summary>A task is the context that its awaits capture.</summary>
public sealed class SynchronizationContextTests : IDisposable
{
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 });

    public void Dispose() => _rt.Dispose();

    [Fact]
    public async Task Current_InABody_IsTheTask()
    {
        SynchronizationContext? seen = null;
        var handle = _rt.Spawn(() => { seen = SynchronizationContext.Current; });
        await handle;
        Assert.Same(handle, seen);
        Assert.Same(handle, handle.CreateCopy());
    }

    [Fact]
    public async Task Send_OnTheTask_RunsInline() => Assert.True(await _rt.Spawn(() =>
    {
        var thread = 0;
        SynchronizationContext.Current!.Send(_ => thread = Environment.CurrentManagedThreadId, null);
        return thread == Environment.CurrentManagedThreadId;
    }));

    [Fact]
    public void Send_OutsideTheTask_Throws()
    {
        var handle = _rt.Spawn(() => { });
        Assert.Throws<NotSupportedException>(() => handle.Send(_ => { }, null));
    }

    [Fact]
    public async Task Post_AfterTheTaskEnded_RunsOnTheRuntime()
    {
        var handle = _rt.Spawn(() => { });
        await handle;
        var where = new TaskCompletionSource<(int? Worker, long? Task)>();
        handle.Post(_ => where.SetResult((CurrentTask.WorkerIndex, CurrentTask.Id)), null);
        var (worker, task) = await where.Task;
        Assert.NotNull(worker);
        Assert.Equal(handle.Id, task);
    }

    [Fact]
    public async Task Post_BeforeTheTaskStarts_RunsTheCallback()
    {
        using var rt = AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 1 });
        var handle = rt.Spawn(() => 1);
        var posted = Signals.Create();
        handle.Post(_ => posted.SetResult(), null);
        await posted.Task;
        rt.Start();
        Assert.Equal(1, await handle);
    }

    [Fact]
    public async Task Branches_WhenResumedAtOnce_AllComplete()
    {
        for (var round = 0; round < 200; round++)
        {
            var go = Signals.Create();
            var count = 0;
            async Task BranchAsync()
            {
                await go.Task;
                await CurrentTask.YieldAsync();
                Interlocked.Increment(ref count);
            }

            var handle = _rt.Spawn(() => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => BranchAsync())));
            go.SetResult();
            await handle;
            Assert.Equal(20, count);
        }
    }

    [Fact]
    public async Task ConfigureAwaitFalse_OnAForeignTask_LeavesTheRuntime()
    {
        var go = Signals.Create();
        var handle = _rt.Spawn(async () =>
        {
            await go.Task.ConfigureAwait(false);
            return (CurrentTask.Id, CurrentTask.WorkerIndex);
        });
        Signals.UntilWaiting(_rt, 1);
        go.SetResult();
        Assert.Equal((null, null), await handle);
    }

    [Fact]
    public async Task ConfigureAwaitFalse_OnOurPrimitives_StaysOnTheTask()
    {
        var handle = _rt.Spawn(async () =>
        {
            var id = CurrentTask.Id;
            await CurrentTask.YieldAsync().ConfigureAwait(false);
            await _rt.Spawn(() => { }).JoinAsync().ConfigureAwait(false);
            return id == CurrentTask.Id && CurrentTask.WorkerIndex is not null;
        });
        Assert.True(await handle);
    }

    [Fact]
    public async Task ForeignContext_CurrentAtTheAwait_GetsThePost()
    {
        var context = new CountingContext();
        await _rt.Spawn(async () =>
        {
            var inner = _rt.Spawn(async () => await CurrentTask.YieldAsync());
            SynchronizationContext.SetSynchronizationContext(context);
            await inner;
        });
        Assert.Equal(1, context.Posts);
    }

    private sealed class CountingContext : SynchronizationContext
    {
        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Posts++;
            base.Post(d, state);
        }
    }
}
