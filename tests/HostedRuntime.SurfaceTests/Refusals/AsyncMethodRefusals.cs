namespace HostedRuntime.SurfaceTests.Refusals;

/// <summary>Statements of an async method that the compiler accepts, and statements that it refuses.</summary>
internal static class AsyncMethodRefusals
{
    public static TheoryData<string, string> Refused => new()
    {
        { "h.Spawn(async () => { });", "CS4014" },
        { "h.Spawn(() => 1);", "CS4014" },
        { "h.SpawnBlocking(() => { });", "CS4014" },
        { "AsyncRuntime.Spawn(async () => { });", "CS4014" },
        { "using (h.Enter()) { await Task.Yield(); }", "CS4007" },
        { "using var scope = h.Enter(); await Task.Yield();", "CS4007" },
    };

    public static TheoryData<string> Accepted =>
    [
        "h.Spawn(async () => { }).Detach();",
        "h.SpawnBlocking(() => { }).Detach();",
        "AsyncRuntime.Spawn(async () => 1).Detach();",
        "_ = h.Spawn(async () => { });",
        "await h.Spawn(async () => { });",
        "int value = await h.Spawn(async () => 1);",
        "int[] values = await Task.WhenAll(h.Spawn(() => 1).AsTask(), h.Spawn(async () => 2).AsTask());",
        "await using var guard = h.Spawn(async () => { }).AbortOnDispose();",
        "using (h.Enter()) { AsyncRuntime.Spawn(async () => { }).Detach(); } await Task.Yield();",
    ];
}
