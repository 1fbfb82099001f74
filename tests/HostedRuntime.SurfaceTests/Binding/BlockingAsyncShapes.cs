namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>SpawnBlockingAsync takes the arguments of SpawnBlocking on a handle, and then the token of the wait.</summary>
internal static class BlockingAsyncShapes
{
    public static TheoryData<string, string, string> Bodies => Waiting(BlockingShapes.Bodies);

    public static TheoryData<string, string, string> NeverReturning => Waiting(BlockingShapes.NeverReturning);

    public static TheoryData<string, string, string> NotTrapped => Waiting(BlockingShapes.NotTrapped);

    public static TheoryData<string, string, string> Tokens => new()
    {
        { "h.SpawnBlockingAsync(() => { }, cancellationToken: token);", "Action", "ValueTask<JoinHandle>" },
        { "h.SpawnBlockingAsync(() => 1, options, token);", "Func<T>", "ValueTask<JoinHandle<int>>" },
        { "h.SpawnBlockingAsync(ct => 1, default, token);", "Func<CT, T>", "ValueTask<JoinHandle<int>>" },
        { "h.SpawnBlockingAsync(BothWork, cancellationToken: token);", "Action<CT>", "ValueTask<JoinHandle>" },
        { """h.SpawnBlockingAsync(() => 1, new() { Name = "x", CancellationToken = token }, token);""", "Func<T>", "ValueTask<JoinHandle<int>>" },
        { "h.SpawnBlockingAsync(() => throw new IOException(), cancellationToken: token);", "Action", "ValueTask<JoinHandle>" },
        { "h.SpawnBlockingAsync(() => { while (true) { } }, options, token);", "Action", "ValueTask<JoinHandle>" },
    };

    private static TheoryData<string, string, string> Waiting(TheoryData<string, string, string> shapes) => new(shapes
        .Select(row => row.Data)
        .Select(row => (row.Item1.Replace("SpawnBlocking", "SpawnBlockingAsync", StringComparison.Ordinal), row.Item2, $"ValueTask<{row.Item3}>")));
}
