namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>Bodies that the calling thread waits for.</summary>
internal static class BlockOnShapes
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "h.BlockOn(async () => { });", "Func<Task>", "void" },
        { "h.BlockOn(async () => 1);", "Func<Task<T>>", "int" },
        { "h.BlockOn(async () => (string?)null);", "Func<Task<T>>", "string?" },
        { "h.BlockOn(() => WorkAsync());", "Func<Task>", "void" },
        { "h.BlockOn(() => ComputeAsync());", "Func<Task<T>>", "int" },
        { "h.BlockOn(WorkAsync);", "Func<Task>", "void" },
        { "h.BlockOn(ComputeAsync);", "Func<Task<T>>", "int" },
        { "h.BlockOn(() => throw new IOException());", "Func<Task>", "void" },
        { "h.BlockOn(async () => throw new IOException());", "Func<Task>", "void" },
        { "h.BlockOn(async () => await h.Spawn(() => 1));", "Func<Task<T>>", "int" },
        { "AsyncRuntime.BlockOn(async () => { });", "Func<Task>", "void" },
        { "AsyncRuntime.BlockOn(async () => 1);", "Func<Task<T>>", "int" },
        { "AsyncRuntime.BlockOn(ComputeAsync);", "Func<Task<T>>", "int" },
    };
}
