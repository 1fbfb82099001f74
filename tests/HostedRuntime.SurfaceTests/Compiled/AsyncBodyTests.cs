using static HostedRuntime.SurfaceTests.Compiled.StaticType;

namespace HostedRuntime.SurfaceTests.Compiled;

/// <summary>
/// Async bodies, bound by the compiler of this build. The tests check the type of the handle, and that the body was awaited to its end.
/// </summary>
[Collection<CompiledShapes>]
public sealed class AsyncBodyTests(OneRuntime one)
{
    private readonly IRuntimeHandle _handle = one.Runtime;
    private bool _ended;

    [Fact]
    public async Task Spawn_AsyncLambda_IsAwaited()
    {
        StaticType<JoinHandle> task = Typed(_handle.Spawn(async () =>
        {
            await Task.Yield();
            _ended = true;
        }));
        await task.Value;
        Assert.True(_ended);
    }

    [Fact]
    public async Task Spawn_AsyncLambdaWithResult_ReturnsResult()
    {
        StaticType<JoinHandle<(int, string)>> task = Typed(_handle.Spawn(async () =>
        {
            await Task.Yield();
            return (1, "a");
        }));
        Assert.Equal((1, "a"), await task.Value);
    }

    [Fact]
    public async Task Spawn_AsyncLambdaWithToken_GetsTaskToken()
    {
        StaticType<JoinHandle<bool>> task = Typed(_handle.Spawn(async ct =>
        {
            await Task.Yield();
            return ct == CurrentTask.CancellationToken;
        }));
        Assert.True(await task.Value);
    }

    [Fact]
    public async Task Spawn_AsyncLambdaReturningTask_ReturnsInnerTask()
    {
        StaticType<JoinHandle<Task<int>>> task = Typed(_handle.Spawn(async () =>
        {
            await Task.Yield();
            return Task.FromResult(1);
        }));
        Assert.Equal(1, await await task.Value);
    }

    [Fact]
    public async Task Spawn_LambdaOverTaskMethod_ReturnsResult()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(ct => ComputeOfTokenAsync(ct)));
        Assert.Equal(2, await task.Value);
    }

    [Fact]
    public async Task Spawn_MethodGroup_ReturnsResult()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(ComputeOfTokenAsync));
        Assert.Equal(2, await task.Value);
    }

    [Fact]
    public async Task Spawn_OverloadedMethodGroup_BindsToOverloadWithToken()
    {
        StaticType<JoinHandle<string>> task = Typed(_handle.Spawn(BothAsync));
        Assert.Equal("with token", await task.Value);
    }

    [Fact]
    public async Task Spawn_GenericMethodGroup_ReturnsResult()
    {
        StaticType<JoinHandle<Version>> task = Typed(_handle.Spawn(MakeAsync<Version>));
        Assert.NotNull(await task.Value);
    }

    [Fact]
    public async Task Spawn_LocalFunction_ReturnsNullableResult()
    {
        StaticType<JoinHandle<string?>> task = Typed(_handle.Spawn(FindAsync));
        Assert.Null(await task.Value);

        static async Task<string?> FindAsync()
        {
            await Task.Yield();
            return null;
        }
    }

    [Fact]
    public async Task Spawn_DelegateVariable_ReturnsResult()
    {
        var body = async (CancellationToken ct) =>
        {
            await Task.Yield();
            return ct.CanBeCanceled;
        };
        StaticType<JoinHandle<bool>> task = Typed(_handle.Spawn(body));
        Assert.True(await task.Value);
    }

    [Fact]
    public async Task Spawn_AsyncLambdaThrows_FaultsTask()
    {
        StaticType<JoinHandle> task = Typed(_handle.Spawn(async () =>
        {
            await Task.Yield();
            throw new IOException("mine");
        }));
        Assert.Equal("mine", (await Assert.ThrowsAsync<IOException>(async () => await task.Value)).Message);
    }

    [Fact]
    public async Task Spawn_ValueTaskLambda_IsAwaited()
    {
        StaticType<JoinHandle> task = Typed(_handle.Spawn(() => ValueWorkAsync()));
        await task.Value;
        Assert.True(_ended);
    }

    [Fact]
    public async Task Spawn_ValueTaskMethodGroupWithToken_ReturnsResult()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(ValueComputeAsync));
        Assert.Equal(3, await task.Value);
    }

    [Fact]
    public async Task Spawn_AsyncValueTaskLambda_ReturnsResult()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(async ValueTask<int> () =>
        {
            await Task.Yield();
            return 1;
        }));
        Assert.Equal(1, await task.Value);
    }

    private static async Task<int> ComputeOfTokenAsync(CancellationToken ct)
    {
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        return 2;
    }

    private static Task<string> BothAsync() => Task.FromResult("without token");

    private static Task<string> BothAsync(CancellationToken ct) => Task.FromResult(ct.CanBeCanceled ? "with token" : "no token");

    private static async Task<T> MakeAsync<T>() where T : new()
    {
        await Task.Yield();
        return new T();
    }

    private static async ValueTask<int> ValueComputeAsync(CancellationToken ct)
    {
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        return 3;
    }

    private async ValueTask ValueWorkAsync()
    {
        await Task.Yield();
        _ended = true;
    }
}
