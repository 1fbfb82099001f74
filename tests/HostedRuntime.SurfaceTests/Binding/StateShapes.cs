namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>Bodies that take their state, so that a static lambda needs no closure.</summary>
internal static class StateShapes
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "h.Spawn(static (state, ct) => { }, 1);", "Action<TState, CT>", "JoinHandle" },
        { """h.Spawn(static (state, ct) => state.Length, "a");""", "Func<TState, CT, T>", "JoinHandle<int>" },
        { "h.Spawn(static (state, _) => Task.CompletedTask, 1);", "Func<TState, CT, Task>", "JoinHandle" },
        { "h.Spawn(static async (state, ct) => await Task.Delay(state, ct), 1);", "Func<TState, CT, Task>", "JoinHandle" },
        { """h.Spawn(static async (state, ct) => state, (1, "a"));""", "Func<TState, CT, Task<T>>", "JoinHandle<(int, string)>" },
        { "h.Spawn(static (state, ct) => Task.FromResult(state), 1, options);", "Func<TState, CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(static (state, ct) => state.RunAsync(ct), service);", "Func<TState, CT, Task>", "JoinHandle" },
        { "h.Spawn(static (state, ct) => ValueStoreAsync(state, ct), 1);", "Func<TState, CT, ValueTask>", "JoinHandle" },
        { "h.Spawn(static (state, ct) => ValueAddAsync(state, ct), 1);", "Func<TState, CT, ValueTask<T>>", "JoinHandle<int>" },
        { "h.Spawn(static (_, _) => throw new IOException(), 1);", "Func<TState, CT, Task>", "JoinHandle" },
        { "h.Spawn(AddAsync, 1);", "Func<TState, CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(ValueAddAsync, 1);", "Func<TState, CT, ValueTask<T>>", "JoinHandle<int>" },
        { """h.Spawn(static (state, ct) => state.ToString(), state: 1, new() { Name = "x" });""", "Func<TState, CT, T>", "JoinHandle<string>" },
        { "h.Spawn(static (state, ct) => { }, options);", "Action<TState, CT>", "JoinHandle" },
    };
}
