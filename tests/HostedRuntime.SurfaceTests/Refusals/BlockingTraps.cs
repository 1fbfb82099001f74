namespace HostedRuntime.SurfaceTests.Refusals;

/// <summary>Async bodies on the blocking pool: each meets a trap.</summary>
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
        "AsyncRuntime.SpawnBlocking(async () => { });",
        "AsyncRuntime.SpawnBlocking(async () => 1);",
        "AsyncRuntime.SpawnBlocking(async () => 1, options);",
        "AsyncRuntime.SpawnBlocking(() => WorkAsync());",
        "AsyncRuntime.SpawnBlocking(ComputeAsync);",
        "AsyncRuntime.SpawnBlocking(() => ValueWorkAsync());",
    ];
}
