namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>Ways of calling: options, receivers, type arguments.</summary>
internal static class CallShapes
{
    public static TheoryData<string, string, string> Options => new()
    {
        { "h.Spawn(() => WorkAsync(), options);", "Func<Task>", "JoinHandle" },
        { "h.Spawn(WorkAsync, options);", "Func<Task>", "JoinHandle" },
        { """h.Spawn(() => WorkAsync(), new SpawnOptions { Name = "x" });""", "Func<Task>", "JoinHandle" },
        { """h.Spawn(() => WorkAsync(), new() { Name = "x" });""", "Func<Task>", "JoinHandle" },
        { """h.Spawn(async ct => 1, options: new() { Name = "x" });""", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(options: options, body: async ct => 1);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(() => 1, options with { CancellationToken = token });", "Func<T>", "JoinHandle<int>" },
        { "h.Spawn(() => { }, default);", "Action", "JoinHandle" },
    };

    public static TheoryData<string, string, string> Receivers => new()
    {
        { "runtime.Spawn(async () => 1);", "Func<Task<T>>", "JoinHandle<int>" },
        { "h?.Spawn(async () => 1);", "Func<Task<T>>", "JoinHandle<int>" },
        { "RuntimeHandleExtensions.Spawn(h, async () => 1);", "Func<Task<T>>", "JoinHandle<int>" },
        { "AsyncRuntime.Handle.Spawn(() => 1);", "Func<T>", "JoinHandle<int>" },
    };

    public static TheoryData<string, string, string> TypeArguments => new()
    {
        { "h.Spawn<int>(async () => 1);", "Func<Task<T>>", "JoinHandle<int>" },
        { """h.Spawn<object>(async () => "a");""", "Func<Task<T>>", "JoinHandle<object>" },
        { """h.Spawn<object>(() => "a");""", "Func<T>", "JoinHandle<object>" },
        { "h.Spawn<int>(() => throw new IOException());", "Func<Task<T>>", "JoinHandle<int>" },
    };
}
