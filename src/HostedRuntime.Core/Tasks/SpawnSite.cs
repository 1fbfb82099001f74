namespace HostedRuntime.Tasks;

/// <summary>The place in the source where a task was spawned.</summary>
/// <remarks>
/// The path is the compiler's literal. Only its last part is ever shown, because the full path would disclose the build machine's folders.
/// </remarks>
internal readonly struct SpawnSite(string? path, int line)
{
    public string? Path => path;

    public int Line => line;

    /// <summary>The name of the file; empty for the body of a BlockOn, which no code spawned.</summary>
    public string FileName => path is null ? "" : path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
