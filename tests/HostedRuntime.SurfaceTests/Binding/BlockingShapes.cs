namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>Bodies for the blocking pool.</summary>
internal static class BlockingShapes
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "h.SpawnBlocking(() => { });", "Action", "JoinHandle" },
        { "h.SpawnBlocking(() => 1);", "Func<T>", "JoinHandle<int>" },
        { "h.SpawnBlocking(ct => { });", "Action<CT>", "JoinHandle" },
        { "h.SpawnBlocking(ct => 1);", "Func<CT, T>", "JoinHandle<int>" },
        { "h.SpawnBlocking(Work);", "Action", "JoinHandle" },
        { "h.SpawnBlocking(Compute);", "Func<T>", "JoinHandle<int>" },
        { "h.SpawnBlocking(BothWork);", "Action<CT>", "JoinHandle" },
        { "h.SpawnBlocking(() => Console.ReadLine());", "Func<T>", "JoinHandle<string?>" },
        { """h.SpawnBlocking(() => File.ReadAllText("a"), options);""", "Func<T>", "JoinHandle<string>" },
        { """h.SpawnBlocking<object>(() => "a");""", "Func<T>", "JoinHandle<object>" },
        { "h.SpawnBlocking<string?>(() => null);", "Func<T>", "JoinHandle<string?>" },
        { "h.SpawnBlocking(delegate { return 1; });", "Func<CT, T>", "JoinHandle<int>" },
        { "h.SpawnBlocking(action);", "Action", "JoinHandle" },
        { "h.SpawnBlocking(func);", "Func<T>", "JoinHandle<int>" },
    };

    /// <summary>
    /// An endless loop and a body that throws also convert to async delegates. The trap for async bodies does not catch them.
    /// </summary>
    public static TheoryData<string, string, string> NeverReturning => new()
    {
        { "h.SpawnBlocking(() => throw new IOException());", "Action", "JoinHandle" },
        { "h.SpawnBlocking(_ => throw new IOException());", "Action<CT>", "JoinHandle" },
        { "h.SpawnBlocking<int>(() => throw new IOException());", "Func<T>", "JoinHandle<int>" },
        { "h.SpawnBlocking(() => { while (true) { } });", "Action", "JoinHandle" },
        { "h.SpawnBlocking(ct => { while (true) ct.ThrowIfCancellationRequested(); });", "Action<CT>", "JoinHandle" },
        { "h.SpawnBlocking(ct => { while (true) { if (ct.IsCancellationRequested) return 1; } });", "Func<CT, T>", "JoinHandle<int>" },
    };

    /// <summary>
    /// Async bodies that overload resolution cannot distinguish from plain bodies (docs/design/surface/spawn-overloads.md).
    /// </summary>
    public static TheoryData<string, string, string> NotTrapped => new()
    {
        { "h.SpawnBlocking(() => ValueComputeAsync());", "Func<T>", "JoinHandle<ValueTask<int>>" },
        { "h.SpawnBlocking(ct => ValueComputeOfTokenAsync(ct));", "Func<CT, T>", "JoinHandle<ValueTask<int>>" },
        { "h.SpawnBlocking(async () => throw new IOException());", "Action", "JoinHandle" },
    };
}
