using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>Describes a task: its number, its name, and the path of the file that spawned it.</summary>
internal class TaskLabel
{
    private static AtomicLong s_lastId;

    public TaskLabel(string? name, string? path, long? parentId = null) => (Id, Name, Path, ParentId) = (s_lastId.Add(1), name, path, parentId ?? 0);

    /// <summary>Copies a label that the new one replaces.</summary>
    protected TaskLabel(TaskLabel before) => (Id, Name, Path, ParentId) = (before.Id, before.Name, before.Path, before.ParentId);

    public long Id { get; }

    public string? Name { get; }

    public string? Path { get; }

    /// <summary>The number of the task that spawned this one; zero if that is not known.</summary>
    public long ParentId { get; }
}
