using static HostedRuntime.SurfaceTests.Compiled.StaticType;

namespace HostedRuntime.SurfaceTests.Compiled;

/// <summary>Bodies for the blocking pool and for the calling thread, bound by the compiler of this build.</summary>
[Collection<CompiledShapes>]
public sealed class BlockingBodyTests(OneRuntime one)
{
    private readonly IRuntimeHandle _handle = one.Runtime;
    private bool _ran;

    [Fact]
    public async Task SpawnBlocking_Statement_RunsOutsideWorkers()
    {
        StaticType<JoinHandle> task = Typed(_handle.SpawnBlocking(() => { _ran = CurrentTask.WorkerIndex is null; }));
        await task.Value;
        Assert.True(_ran);
    }

    [Fact]
    public async Task SpawnBlocking_Value_ReturnsValue()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.SpawnBlocking(() => 1));
        Assert.Equal(1, await task.Value);
    }

    [Fact]
    public async Task SpawnBlocking_ValueOfToken_GetsTaskToken()
    {
        StaticType<JoinHandle<bool>> task = Typed(_handle.SpawnBlocking(ct => ct == CurrentTask.CancellationToken));
        Assert.True(await task.Value);
    }

    [Fact]
    public async Task SpawnBlocking_Throw_FaultsTask()
    {
        StaticType<JoinHandle> task = Typed(_handle.SpawnBlocking(() => throw new IOException("mine")));
        Assert.Equal("mine", (await Assert.ThrowsAsync<IOException>(async () => await task.Value)).Message);
    }

    [Fact]
    public async Task SpawnBlocking_EndlessLoopWithToken_IsCanceled()
    {
        StaticType<JoinHandle> task = Typed(_handle.SpawnBlocking(ct =>
        {
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                Thread.Yield();
            }
        }));
        task.Value.Abort();
        Assert.Equal(JoinStatus.Canceled, (await task.Value.JoinAsync()).Status);
    }

    [Fact]
    public void BlockOn_AsyncLambda_IsAwaited()
    {
        _handle.BlockOn(async () =>
        {
            await Task.Yield();
            _ran = true;
        });
        Assert.True(_ran);
    }

    [Fact]
    public void BlockOn_AsyncLambdaWithResult_ReturnsResult()
    {
        StaticType<int> value = Typed(_handle.BlockOn(async () => await _handle.Spawn(() => 1)));
        Assert.Equal(1, value.Value);
    }

    [Fact]
    public void BlockOn_Throw_Throws()
        => Assert.Equal("mine", Assert.Throws<IOException>(() => _handle.BlockOn(() => throw new IOException("mine"))).Message);
}
