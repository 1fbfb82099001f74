using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>Describes a task: its number, its name, and the path of the file that spawned it.</summary>
internal class TaskLabel
{
    private static AtomicLong s_lastId;

    public TaskLabel(string? name, string? path) => (Id, Name, Path) = (s_lastId.Add(1), name, path);

    /// <summary>Copies a label that the new one replaces.</summary>
    protected TaskLabel(TaskLabel before) => (Id, Name, Path) = (before.Id, before.Name, before.Path);

    public long Id { get; }

    public string? Name { get; }

    public string? Path { get; }
}
