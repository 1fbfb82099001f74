using static HostedRuntime.SurfaceTests.Compiled.StaticType;

namespace HostedRuntime.SurfaceTests.Compiled;

/// <summary>Static bodies with state, bound by the compiler of this build.</summary>
[Collection<CompiledShapes>]
public sealed class StateBodyTests(OneRuntime one)
{
    private readonly IRuntimeHandle _handle = one.Runtime;

    [Fact]
    public async Task Spawn_StatementOfState_Runs()
    {
        var states = new List<int>();
        StaticType<JoinHandle> task = Typed(_handle.Spawn(static (state, _) => state.Add(1), states));
        await task.Value;
        Assert.Equal([1], states);
    }

    [Fact]
    public async Task Spawn_ValueOfState_ReturnsValue()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(static (state, _) => state.Length, "abc"));
        Assert.Equal(3, await task.Value);
    }

    [Fact]
    public async Task Spawn_AsyncLambdaOfState_IsAwaited()
    {
        var states = new List<int>();
        StaticType<JoinHandle> task = Typed(_handle.Spawn(
            static async (state, ct) =>
            {
                await Task.Delay(1, ct);
                state.Add(1);
            },
            states));
        await task.Value;
        Assert.Equal([1], states);
    }

    [Fact]
    public async Task Spawn_AsyncLambdaOfStateWithResult_ReturnsResult()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(
            static async (state, ct) =>
            {
                await Task.Delay(1, ct);
                return state.Left + state.Right;
            },
            (Left: 1, Right: 2)));
        Assert.Equal(3, await task.Value);
    }

    [Fact]
    public async Task Spawn_ValueTaskOfState_IsAwaited()
    {
        var states = new List<int>();
        StaticType<JoinHandle> task = Typed(_handle.Spawn(static (state, ct) => StoreAsync(state, ct), states));
        await task.Value;
        Assert.Equal([1], states);
    }

    [Fact]
    public async Task Spawn_ValueTaskOfStateWithResult_ReturnsResult()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(NextAsync, 1));
        Assert.Equal(2, await task.Value);
    }

    [Fact]
    public async Task Spawn_CompletedValueTaskOfState_ReturnsResult()
    {
        StaticType<JoinHandle<int>> task = Typed(_handle.Spawn(static (state, _) => new ValueTask<int>(state), 1, new() { Name = "ready" }));
        Assert.Equal((1, "ready"), (await task.Value, task.Value.Name));
    }

    private static async ValueTask StoreAsync(List<int> states, CancellationToken ct)
    {
        await Task.Delay(1, ct);
        states.Add(1);
    }

    private static async ValueTask<int> NextAsync(int state, CancellationToken ct)
    {
        await Task.Delay(1, ct);
        return state + 1;
    }
}
