namespace HostedRuntime.SurfaceTests.Refusals;

/// <summary>Async bodies for the blocking pool. Each binds to an overload that is an error.</summary>
internal static class BlockingTraps
{
    public static TheoryData<string> Bodies =>
    [
        "h.SpawnBlocking(async () => { });",
        "h.SpawnBlocking(async () => await Task.Yield());",
        "h.SpawnBlocking(async () => 1);",
        "h.SpawnBlocking(async () => 1, options);",
        "h.SpawnBlocking(async () => { throw new IOException(); });",
        "h.SpawnBlocking(async () => { while (true) await Task.Yield(); });",
        "h.SpawnBlocking(async ct => { });",
        "h.SpawnBlocking(async ct => 1);",
        "h.SpawnBlocking(async ct => { while (true) await Task.Delay(1, ct); });",
        "h.SpawnBlocking(async _ => 1, options);",
        "h.SpawnBlocking(async delegate { });",
        "h.SpawnBlocking(() => WorkAsync());",
        "h.SpawnBlocking(ct => ComputeOfTokenAsync(ct));",
        "h.SpawnBlocking(WorkAsync);",
        "h.SpawnBlocking(ComputeAsync);",
        "h.SpawnBlocking(ComputeOfTokenAsync);",
        "h.SpawnBlocking(BothAsync);",
        "h.SpawnBlocking(service.RunAsync);",
        "h.SpawnBlocking(asyncAction);",
        "h.SpawnBlocking(asyncFuncOfToken);",
        "h.SpawnBlocking(() => ValueWorkAsync());",
        "h.SpawnBlocking(ct => ValueWorkOfTokenAsync(ct));",
        "h.SpawnBlocking(async ValueTask () => await Task.Yield());",
        "h.SpawnBlocking(valueTaskActionOfToken);",
    ];

    /// <summary>Spawns those bodies into a set or a map.</summary>
    public static TheoryData<string> BodiesOfGroups =>
    [
        .. BodiesOn("tasks.SpawnBlocking("),
        .. BodiesOn("tasksByKey.SpawnBlocking(\"a\", "),
    ];

    /// <summary>Spawns those bodies on the current runtime.</summary>
    public static TheoryData<string> BodiesOfTheStaticDoor => [.. BodiesOn("AsyncRuntime.SpawnBlocking(")];

    /// <summary>Spawns those bodies by the verb that waits for room, also with the token of that wait.</summary>
    public static TheoryData<string> WaitingBodies =>
    [
        .. BodiesOn("h.SpawnBlockingAsync("),
        "h.SpawnBlockingAsync(async () => { }, cancellationToken: token);",
        "h.SpawnBlockingAsync(async ct => 1, options, token);",
        "h.SpawnBlockingAsync(() => WorkAsync(), cancellationToken: token);",
        "h.SpawnBlockingAsync(() => ValueWorkAsync(), cancellationToken: token);",
        "h.SpawnBlockingAsync(ct => ValueWorkOfTokenAsync(ct), options, token);",
    ];

    private static IEnumerable<string> BodiesOn(string verb)
        => Bodies
            .Select(row => row.Data)
            .Select(code => code.Replace("h.SpawnBlocking(", verb, StringComparison.Ordinal));
}
