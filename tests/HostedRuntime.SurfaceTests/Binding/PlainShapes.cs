namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>Bodies that have completed when they return.</summary>
internal static class PlainShapes
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "h.Spawn(() => { });", "Action", "JoinHandle" },
        { "h.Spawn(() => Work());", "Action", "JoinHandle" },
        { "h.Spawn(() => 1);", "Func<T>", "JoinHandle<int>" },
        { "h.Spawn(() => Compute());", "Func<T>", "JoinHandle<int>" },
        { "h.Spawn(() => (string?)null);", "Func<T>", "JoinHandle<string?>" },
        { "h.Spawn(() => new List<int>());", "Func<T>", "JoinHandle<List<int>>" },
        { "h.Spawn(() => h.Spawn(() => 1));", "Func<T>", "JoinHandle<JoinHandle<int>>" },
        { "h.Spawn(int () => 1);", "Func<T>", "JoinHandle<int>" },
        { "h.Spawn(ct => { });", "Action<CT>", "JoinHandle" },
        { "h.Spawn(_ => { });", "Action<CT>", "JoinHandle" },
        { "h.Spawn(ct => WorkOfToken(ct));", "Action<CT>", "JoinHandle" },
        { "h.Spawn(ct => 1);", "Func<CT, T>", "JoinHandle<int>" },
        { "h.Spawn(_ => 1);", "Func<CT, T>", "JoinHandle<int>" },
        { "h.Spawn(delegate { });", "Action<CT>", "JoinHandle" },
        { "h.Spawn(delegate { return 1; });", "Func<CT, T>", "JoinHandle<int>" },
        { "h.Spawn(Work);", "Action", "JoinHandle" },
        { "h.Spawn(Compute);", "Func<T>", "JoinHandle<int>" },
        { "h.Spawn(WorkOfToken);", "Action<CT>", "JoinHandle" },
        { "h.Spawn(ComputeOfToken);", "Func<CT, T>", "JoinHandle<int>" },
        { "h.Spawn(BothWork);", "Action<CT>", "JoinHandle" },
        { "h.Spawn(Make<int>);", "Func<T>", "JoinHandle<int>" },
        { "static void Local() { } h.Spawn(Local);", "Action", "JoinHandle" },
        { "h.Spawn(action);", "Action", "JoinHandle" },
        { "h.Spawn(func);", "Func<T>", "JoinHandle<int>" },
    };

    /// <summary>
    /// Lambdas that never return convert to every delegate of their arity. They bind to the Task overload, which avoids an ambiguity.
    /// </summary>
    public static TheoryData<string, string, string> NeverReturning => new()
    {
        { "h.Spawn(() => throw new IOException());", "Func<Task>", "JoinHandle" },
        { "h.Spawn(_ => throw new IOException());", "Func<CT, Task>", "JoinHandle" },
        { "h.Spawn(() => { throw new IOException(); });", "Func<Task>", "JoinHandle" },
        { "h.Spawn(() => { while (true) { } });", "Func<Task>", "JoinHandle" },
        { "h.Spawn(ct => { while (true) ct.ThrowIfCancellationRequested(); });", "Func<CT, Task>", "JoinHandle" },
    };

    /// <summary>
    /// Method groups of two methods with different return types. They bind to the method with the token, whatever it returns.
    /// </summary>
    public static TheoryData<string, string, string> UnevenPairs => new()
    {
        { "h.Spawn(Uneven);", "Action<CT>", "JoinHandle" },
        { "h.Spawn(UnevenValue);", "Func<CT, ValueTask>", "JoinHandle" },
        { "h.Spawn(UnevenResult);", "Func<CT, T>", "JoinHandle<int>" },
    };
}
