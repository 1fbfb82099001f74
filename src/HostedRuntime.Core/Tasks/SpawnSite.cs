namespace HostedRuntime.Tasks;

/// <summary>
/// Where a task was spawned; the default value is "nowhere", as for the root of a BlockOn. The path is the compiler's literal; only its last
/// part is ever shown, for paths of a build machine leak.
/// </summary>
internal readonly struct SpawnSite(string path, int line)
{
    public int Line => line;

    public string FileName => path is null ? "" : path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
