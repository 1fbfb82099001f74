using static HostedRuntime.SurfaceTests.Compiled.StaticType;

namespace HostedRuntime.SurfaceTests.Compiled;

/// <summary>Bodies that have completed when they return, bound by the compiler of this build.</summary>
[Collection<CompiledShapes>]
public sealed class PlainBodyTests(OneRuntime one)
{
    private readonly IRuntimeHandle _handle = one.Runtime;
    private bool _ran;

    [Fact]
    public async Task Spawn_Statement_Runs()
    {
        StaticType<JoinHandle> task = Typed(_handle.Spawn(() => { _ran = true; }));
        await task.Value;
        Assert.True(_ran);
    }

    [Fact]
    public async Task Spawn_Value_ReturnsValue()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(() => 1));
        Assert.Equal(1, await task.Value);
    }

    [Fact]
    public async Task Spawn_NullableValue_ReturnsValue()
    {
        StaticType<JoinHandle<string?>> task = Typed(_handle.Spawn(() => (string?)null));
        Assert.Null(await task.Value);
    }

    [Fact]
    public async Task Spawn_ValueOfToken_GetsTaskToken()
    {
        StaticType<JoinHandle<bool>> task = Typed(_handle.Spawn(ct => ct == CurrentTask.CancellationToken));
        Assert.True(await task.Value);
    }

    [Fact]
    public async Task Spawn_DiscardedToken_Runs()
    {
        StaticType<JoinHandle> task = Typed(_handle.Spawn(_ => { _ran = true; }));
        await task.Value;
        Assert.True(_ran);
    }

    [Fact]
    public async Task Spawn_MethodGroup_Runs()
    {
        StaticType<JoinHandle> task = Typed(_handle.Spawn(Work));
        await task.Value;
        Assert.True(_ran);
    }

    [Fact]
    public async Task Spawn_UnevenMethodGroup_BindsToOverloadWithToken()
    {
        StaticType<JoinHandle<string>> task = Typed(_handle.Spawn(Uneven));
        Assert.Equal("with token", await task.Value);
    }

    [Fact]
    public async Task Spawn_ReturnedHandle_IsPlainResult()
    {
        StaticType<JoinHandle<JoinHandle<int>>> task = Typed(_handle.Spawn(() => _handle.Spawn(() => 1)));
        Assert.Equal(1, await await task.Value);
    }

    [Fact]
    public async Task Spawn_Throw_FaultsTask()
    {
        StaticType<JoinHandle> task = Typed(_handle.Spawn(() => throw new IOException("mine")));
        Assert.Equal("mine", (await Assert.ThrowsAsync<IOException>(async () => await task.Value)).Message);
    }

    [Fact]
    public async Task Spawn_ThrowWithToken_FaultsTask()
    {
        StaticType<JoinHandle> task = Typed(_handle.Spawn(_ => throw new IOException("mine")));
        Assert.Equal("mine", (await Assert.ThrowsAsync<IOException>(async () => await task.Value)).Message);
    }

    [Fact]
    public async Task Spawn_TypeArgument_WidensResult()
    {
        StaticType<JoinHandle<object>> task = Typed(_handle.Spawn<object>(() => "a"));
        Assert.Equal("a", await task.Value);
    }

    [Fact]
    public void Spawn_Options_NameTask()
    {
        StaticType<JoinHandle<int>> byName = Typed(_handle.Spawn(() => 1, options: new() { Name = "by name" }));
        StaticType<JoinHandle> byPosition = Typed(_handle.Spawn(async ct => await Task.Delay(1, ct), new SpawnOptions { Name = "by position" }));
        Assert.Equal(("by name", "by position"), (byName.Value.Name, byPosition.Value.Name));
    }

    private static Task<int> Uneven() => Task.FromResult(1);

    private static string Uneven(CancellationToken ct) => ct.CanBeCanceled ? "with token" : "no token";

    private void Work() => _ran = true;
}
