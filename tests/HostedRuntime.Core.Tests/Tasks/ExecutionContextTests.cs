namespace HostedRuntime.Tests.Tasks;

public sealed class ExecutionContextTests : IDisposable
{
    private static readonly AsyncLocal<string?> s_local = new();
    private readonly IRuntime _rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });

    public void Dispose() => _rt.Dispose();

    [Fact]
    public async Task Spawn_ByDefault_FlowsTheSpawnersContext()
    {
        s_local.Value = "spawner";
        Assert.Equal("spawner", await _rt.Spawn(() => s_local.Value));
        Assert.Equal("spawner", await _rt.Spawn(async () =>
        {
            await Task.Yield();
            return s_local.Value;
        }));
        Assert.Equal("spawner", await _rt.SpawnBlocking(() => s_local.Value));
    }

    [Fact]
    public async Task Spawn_WithSuppressFlow_UsesTheDefaultContext()
    {
        s_local.Value = "spawner";
        Assert.Null(await _rt.Spawn(() => s_local.Value, new SpawnOptions { SuppressFlow = true }));
    }

    [Fact]
    public async Task Spawn_WhenFlowIsSuppressed_UsesTheDefaultContext()
    {
        s_local.Value = "spawner";
        JoinHandle<string?> handle;
        using (ExecutionContext.SuppressFlow())
            handle = _rt.Spawn(string? () => s_local.Value);
        Assert.Null(await handle);
    }

    [Fact]
    public async Task Spawn_ByATaskWithSuppressFlow_UsesTheDefaultContext()
    {
        s_local.Value = "outer";
        var child = await _rt.Spawn(() =>
        {
            s_local.Value = "parent";
            return _rt.Spawn(() => s_local.Value, new SpawnOptions { SuppressFlow = true });
        });
        Assert.Null(await child);
    }

    [Fact]
    public async Task Poll_WhenTheBodyChangesItsThread_RestoresIt()
    {
        var suppressed = new SpawnOptions { SuppressFlow = true };
        var before = await _rt.Spawn(() => Thread.CurrentThread.Name, suppressed);
        await _rt.Spawn(
            () =>
            {
                s_local.Value = "left behind";
                Thread.CurrentThread.Name = "renamed";
                Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                ExecutionContext.SuppressFlow();
            },
            suppressed);
        var after = await _rt.Spawn(
            () => (s_local.Value, Thread.CurrentThread.Name, Thread.CurrentThread.Priority, Flow: ExecutionContext.IsFlowSuppressed(), Own: SynchronizationContext.Current is JoinHandle),
            suppressed);
        Assert.Equal((null, before, ThreadPriority.Normal, false, true), after);
    }

    [Fact]
    public async Task Await_WhenSpawnersContextChanges_KeepsItsOwn()
    {
        s_local.Value = "one";
        var go = new TaskCompletionSource();
        var handle = _rt.Spawn(async () =>
        {
            await go.Task;
            return s_local.Value;
        });
        s_local.Value = "two";
        go.SetResult();
        Assert.Equal("one", await handle);
    }
}
