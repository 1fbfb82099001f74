namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>Bodies that return a Task or a ValueTask. It is awaited, and its result is the handle's result.</summary>
internal static class AsyncShapes
{
    public static TheoryData<string, string, string> Lambdas => new()
    {
        { "h.Spawn(async () => { });", "Func<Task>", "JoinHandle" },
        { "h.Spawn(async () => await Task.Yield());", "Func<Task>", "JoinHandle" },
        { "h.Spawn(async () => await ComputeAsync());", "Func<Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(async () => { await Task.Yield(); return 1; });", "Func<Task<T>>", "JoinHandle<int>" },
        { """h.Spawn(async () => (1, "a"));""", "Func<Task<T>>", "JoinHandle<(int, string)>" },
        { "h.Spawn(async () => WorkAsync());", "Func<Task<T>>", "JoinHandle<Task>" },
        { "h.Spawn(async () => ComputeAsync());", "Func<Task<T>>", "JoinHandle<Task<int>>" },
        { "h.Spawn(async () => (string?)null);", "Func<Task<T>>", "JoinHandle<string?>" },
        { "h.Spawn(async ct => { await Task.Delay(1, ct); });", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(async ct => { await Task.Delay(1, ct); return 1; });", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(async _ => 1);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(async ct => await ValueComputeOfTokenAsync(ct));", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(async (CancellationToken ct) => 1);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(async ct => { while (true) await Task.Delay(1, ct); });", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(async () => throw new IOException());", "Func<Task>", "JoinHandle" },
        { "h.Spawn(async ct => throw new IOException());", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(async () => { await h.Spawn(() => 1); });", "Func<Task>", "JoinHandle" },
        { "h.Spawn(() => WorkAsync());", "Func<Task>", "JoinHandle" },
        { "h.Spawn(() => ComputeAsync());", "Func<Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(ct => WorkOfTokenAsync(ct));", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(ct => ComputeOfTokenAsync(ct));", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(ct => FindAsync(ct));", "Func<CT, Task<T>>", "JoinHandle<string?>" },
        { "h.Spawn(ct => token.IsCancellationRequested ? WorkAsync() : Task.CompletedTask);", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(Task<int> () => ComputeAsync());", "Func<Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(async delegate { await Task.Yield(); });", "Func<CT, Task>", "JoinHandle" },
    };

    public static TheoryData<string, string, string> MethodGroups => new()
    {
        { "h.Spawn(WorkAsync);", "Func<Task>", "JoinHandle" },
        { "h.Spawn(ComputeAsync);", "Func<Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(WorkOfTokenAsync);", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(ComputeOfTokenAsync);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(ComputeOfDefaultTokenAsync);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(FindAsync);", "Func<CT, Task<T>>", "JoinHandle<string?>" },
        { "h.Spawn(BothAsync);", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(BothComputeAsync);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(service.RunAsync);", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(MakeAsync<int>);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "async Task<int> Local(CancellationToken ct) { await Task.Delay(1, ct); return 1; } h.Spawn(Local);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "static async Task Local() => await Task.Yield(); h.Spawn(Local);", "Func<Task>", "JoinHandle" },
    };

    public static TheoryData<string, string, string> Delegates => new()
    {
        { "h.Spawn(asyncAction);", "Func<Task>", "JoinHandle" },
        { "h.Spawn(asyncFunc);", "Func<Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(asyncActionOfToken);", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(asyncFuncOfToken);", "Func<CT, Task<T>>", "JoinHandle<int>" },
        { "h.Spawn(valueTaskFunc);", "Func<ValueTask<T>>", "JoinHandle<int>" },
        { "h.Spawn(valueTaskActionOfToken);", "Func<CT, ValueTask>", "JoinHandle" },
        { "var body = async () => 1; h.Spawn(body);", "Func<Task<T>>", "JoinHandle<int>" },
    };

    public static TheoryData<string, string, string> ValueTasks => new()
    {
        { "h.Spawn(() => ValueWorkAsync());", "Func<ValueTask>", "JoinHandle" },
        { "h.Spawn(() => ValueComputeAsync());", "Func<ValueTask<T>>", "JoinHandle<int>" },
        { "h.Spawn(ct => ValueWorkOfTokenAsync(ct));", "Func<CT, ValueTask>", "JoinHandle" },
        { "h.Spawn(ct => ValueComputeOfTokenAsync(ct));", "Func<CT, ValueTask<T>>", "JoinHandle<int>" },
        { "h.Spawn(ValueWorkAsync);", "Func<ValueTask>", "JoinHandle" },
        { "h.Spawn(ValueComputeAsync);", "Func<ValueTask<T>>", "JoinHandle<int>" },
        { "h.Spawn(ValueWorkOfTokenAsync);", "Func<CT, ValueTask>", "JoinHandle" },
        { "h.Spawn(ValueComputeOfTokenAsync);", "Func<CT, ValueTask<T>>", "JoinHandle<int>" },
        { "h.Spawn(async ValueTask () => await Task.Yield());", "Func<ValueTask>", "JoinHandle" },
        { "h.Spawn(async ValueTask<int> () => 1);", "Func<ValueTask<T>>", "JoinHandle<int>" },
        { "h.Spawn(async ValueTask<int> (CancellationToken ct) => 1);", "Func<CT, ValueTask<T>>", "JoinHandle<int>" },
    };
}
