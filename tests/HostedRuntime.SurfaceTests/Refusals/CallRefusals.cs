namespace HostedRuntime.SurfaceTests.Refusals;

/// <summary>Calls that do not compile, each with all its diagnostics.</summary>
internal static class CallRefusals
{
    /// <summary>A string or a token is not accepted as options, and no string binds to the parameter for the caller's file.</summary>
    public static TheoryData<string, string> Arguments => new()
    {
        { """h.Spawn(asyncAction, "name");""", "CS1503" },
        { """h.Spawn(async () => { }, "name");""", "CS1503 CS1593" },
        { """h.Spawn(WorkAsync, "name");""", "CS1503" },
        { """h.SpawnBlocking(action, "name");""", "CS1503" },
        { "h.SpawnBlockingAsync(action, token);", "CS1503" },
        { """AsyncRuntime.Spawn(asyncAction, "name");""", "CS1503" },
        { "h.Spawn(asyncActionOfToken, token);", "CS1503" },
        { "h.Spawn(ComputeAsync());", "CS1503" },
        { "h.Spawn(untyped);", "CS1503" },
    };

    /// <summary>Bodies that the verb does not accept are errors. A body that returns null or default is a warning.</summary>
    public static TheoryData<string, string> Bodies => new()
    {
        { "h.SpawnBlocking<int>(async () => 1);", "CS4010" },
        { "h.BlockOn(() => 1);", "CS0029 CS1662" },
        { "h.BlockOn(() => { });", "CS1643" },
        { "h.BlockOn(() => ValueComputeAsync());", "CS0029 CS1662" },
        { "h.BlockOn(async ct => 1);", "CS1593" },
        { "h.Spawn(() => null);", "CS8603" },
        { "h.Spawn<string?>(() => null);", "CS8603" },
        { "h.Spawn(() => default);", "CS8603" },
        { "h.Spawn(static () => token);", "CS8821" },
    };

    /// <summary>A handle is not a Task and cannot be used as a Task.</summary>
    public static TheoryData<string, string> Handles => new()
    {
        { "Task task = h.Spawn(async () => { });", "CS0029" },
        { "Task<int> task = h.Spawn(async () => 1);", "CS0029" },
        { "Task.WhenAll(h.Spawn(async () => { }));", "CS1503" },
        { "var task = (Task)h.Spawn(async () => { });", "CS0030" },
        { "var task = (Task<int>)h.Spawn(async () => 1);", "CS0030" },
        { "h.Spawn(async () => { }).ConfigureAwait(false);", "CS1929" },
        { "h.Spawn(async () => 1).ConfigureAwait(false);", "CS1929" },
        { "int value = h.Spawn(() => 1).Result;", "CS0122" },
        { "using var handle = h.Spawn(() => 1);", "CS1674" },
    };
}
