using static HostedRuntime.SurfaceTests.Compiled.StaticType;

namespace HostedRuntime.SurfaceTests.Compiled;

/// <summary>The verbs of <see cref="AsyncRuntime"/>, bound by the compiler of this build and run on the runtime that was entered.</summary>
[Collection<CompiledShapes>]
public sealed class StaticSpawnTests(OneRuntime one)
{
    private readonly IRuntimeHandle _handle = one.Runtime;

    [Fact]
    public async Task Spawn_AsyncLambda_RunsOnEnteredRuntime()
    {
        IRuntimeHandle? seen = null;
        StaticType<JoinHandle> task;
        using (_handle.Enter())
        {
            task = Typed(AsyncRuntime.Spawn(async () =>
            {
                await Task.Yield();
                seen = CurrentTask.Runtime;
            }));
        }

        await task.Value;
        Assert.Same(_handle, seen);
    }

    [Fact]
    public async Task Spawn_OverloadedMethodGroup_BindsToOverloadWithToken()
    {
        StaticType<JoinHandle<string>> task;
        using (_handle.Enter())
            task = Typed(AsyncRuntime.Spawn(BothAsync));
        Assert.Equal("with token", await task.Value);
    }

    [Fact]
    public async Task Spawn_Statement_RunsOnEnteredRuntime()
    {
        IRuntimeHandle? seen = null;
        StaticType<JoinHandle> task;
        using (_handle.Enter())
            task = Typed(AsyncRuntime.Spawn(() => { seen = CurrentTask.Runtime; }));
        await task.Value;
        Assert.Same(_handle, seen);
    }

    [Fact]
    public async Task Spawn_ValueOfToken_GetsTaskToken()
    {
        StaticType<JoinHandle<bool>> task;
        using (_handle.Enter())
            task = Typed(AsyncRuntime.Spawn(ct => ct == CurrentTask.CancellationToken));
        Assert.True(await task.Value);
    }

    [Fact]
    public async Task Spawn_ValueTask_IsAwaited()
    {
        StaticType<JoinHandle<int>> task;
        using (_handle.Enter())
        {
            task = Typed(AsyncRuntime.Spawn(async ValueTask<int> () =>
            {
                await Task.Yield();
                return 1;
            }));
        }

        Assert.Equal(1, await task.Value);
    }

    [Fact]
    public async Task Spawn_State_IsPassedToBody()
    {
        StaticType<JoinHandle<string>> task;
        using (_handle.Enter())
            task = Typed(AsyncRuntime.Spawn(static (state, _) => state + "!", "mine"));
        Assert.Equal("mine!", await task.Value);
    }

    [Fact]
    public async Task SpawnBlocking_Value_ReturnsValue()
    {
        StaticType<JoinHandle<int>> task;
        using (_handle.Enter())
            task = Typed(AsyncRuntime.SpawnBlocking(() => 1));
        Assert.Equal(1, await task.Value);
    }

    [Fact]
    public async Task SpawnBlocking_Throw_FaultsTask()
    {
        StaticType<JoinHandle<int>> task;
        using (_handle.Enter())
            task = Typed(AsyncRuntime.SpawnBlocking<int>(() => throw new IOException("mine")));
        Assert.Equal("mine", (await Assert.ThrowsAsync<IOException>(async () => await task.Value)).Message);
    }

    [Fact]
    public void BlockOn_AsyncLambdaWithResult_ReturnsResult()
    {
        using var scope = _handle.Enter();
        StaticType<int> value = Typed(AsyncRuntime.BlockOn(async () =>
        {
            await Task.Yield();
            return 1;
        }));
        Assert.Equal(1, value.Value);
    }

    private static Task<string> BothAsync() => Task.FromResult("without token");

    private static Task<string> BothAsync(CancellationToken ct) => Task.FromResult(ct.CanBeCanceled ? "with token" : "no token");
}
