namespace HostedRuntime.Tasks;

/// <summary>
/// Where a task was spawned. The path is the compiler's literal; only its last part is ever shown, for paths of a build machine leak.
/// </summary>
internal readonly struct SpawnSite(string? path, int line)
{
    public string? Path => path;

    public int Line => line;

    /// <summary>Empty for the body of a BlockOn, which nobody spawned.</summary>
    public string FileName => path is null ? "" : path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
