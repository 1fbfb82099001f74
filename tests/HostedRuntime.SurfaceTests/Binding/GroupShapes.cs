namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>
/// A set or a map binds a body to the same overload as a handle does, so the tables of a handle are reused. A set of values takes the rows
/// whose result is an int; a set without results takes the rows without a result.
/// </summary>
internal static class GroupShapes
{
    private const string Gives = "AbortHandle";

    private static readonly (string OnAHandle, string OnAGroup, string Handle)[] s_verbs =
    [
        ("h.Spawn(", "tasks.Spawn(", "JoinHandle"),
        ("h.Spawn(", "tasksByKey.Spawn(\"a\", ", "JoinHandle"),
        ("h.Spawn(", "values.Spawn(", "JoinHandle<int>"),
        ("h.Spawn(", "valuesByKey.Spawn(\"a\", ", "JoinHandle<int>"),
        ("h.SpawnBlocking(", "tasks.SpawnBlocking(", "JoinHandle"),
        ("h.SpawnBlocking(", "tasksByKey.SpawnBlocking(\"a\", ", "JoinHandle"),
        ("h.SpawnBlocking(", "values.SpawnBlocking(", "JoinHandle<int>"),
        ("h.SpawnBlocking(", "valuesByKey.SpawnBlocking(\"a\", ", "JoinHandle<int>"),
    ];

    public static TheoryData<string, string, string> Bodies => new(
        from verb in s_verbs
        from row in HandleShapes.With(verb.OnAHandle, verb.OnAGroup)
        where row.Gives == verb.Handle
        select (row.Code, row.Body, Gives));

    /// <summary>The result type of a set is known, so these lambdas convert to each of its delegates of their arity.</summary>
    public static TheoryData<string, string, string> NeverReturning => new()
    {
        { "values.Spawn(() => throw new IOException());", "Func<Task<T>>", Gives },
        { "values.Spawn(_ => throw new IOException());", "Func<CT, Task<T>>", Gives },
        { "values.Spawn(() => { while (true) { } });", "Func<Task<T>>", Gives },
        { "values.Spawn(static (_, _) => throw new IOException(), 1);", "Func<TState, CT, Task<T>>", Gives },
        { "values.SpawnBlocking(() => throw new IOException());", "Func<T>", Gives },
        { "values.SpawnBlocking(ct => { while (true) ct.ThrowIfCancellationRequested(); });", "Func<CT, T>", Gives },
        { "valuesByKey.Spawn(\"a\", () => throw new IOException());", "Func<Task<T>>", Gives },
        { "valuesByKey.SpawnBlocking(\"a\", () => throw new IOException());", "Func<T>", Gives },
    };

    /// <summary>Bodies whose value a set without results drops. Async bodies are still awaited.</summary>
    public static TheoryData<string, string, string> DroppedValues => new()
    {
        { "tasks.Spawn(() => Compute());", "Action", Gives },
        { "tasks.Spawn(ct => ComputeOfToken(ct));", "Action<CT>", Gives },
        { "tasks.Spawn(() => ComputeAsync());", "Func<Task>", Gives },
        { "tasks.Spawn(ComputeOfTokenAsync);", "Func<CT, Task>", Gives },
        { "tasks.Spawn(async () => await ComputeAsync());", "Func<Task>", Gives },
        { "tasks.Spawn(() => ValueComputeAsync());", "Func<ValueTask<TDropped>>", Gives },
        { "tasks.Spawn(ValueComputeOfTokenAsync);", "Func<CT, ValueTask<TDropped>>", Gives },
        { "tasks.Spawn(valueTaskFunc);", "Func<ValueTask<TDropped>>", Gives },
        { "tasks.Spawn(AddAsync, 1);", "Func<TState, CT, Task>", Gives },
        { "tasks.Spawn(static (state, ct) => ValueAddAsync(state, ct), 1);", "Func<TState, CT, ValueTask<TDropped>>", Gives },
        { "tasks.SpawnBlocking(() => Console.ReadLine());", "Action", Gives },
        { "tasksByKey.Spawn(\"a\", () => ValueComputeAsync());", "Func<ValueTask<TDropped>>", Gives },
        { "tasksByKey.Spawn(\"a\", ct => ValueComputeOfTokenAsync(ct));", "Func<CT, ValueTask<TDropped>>", Gives },
        { "tasksByKey.Spawn(\"a\", static (state, ct) => ValueAddAsync(state, ct), 1);", "Func<TState, CT, ValueTask<TDropped>>", Gives },
    };
}
