using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>
/// The tasks that have ended lately, found by comparing each snapshot with the one before. So it costs nothing while no page is open, and a
/// task that ends before a snapshot has seen it is not there. Caller holds the lock of captures.
/// </summary>
internal sealed class EndedTasks
{
    public const int MostTasks = 10_000;
    public const long MostBytes = 16 * 1024 * 1024;

    /// <summary>An estimate: the row, its waits and their collections. Texts are counted in addition.</summary>
    private const int RowBytes = 400;
    private const int WaitBytes = 100;

    public static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(10);

    private readonly Queue<EndedTask> _tasks = [];
    private IReadOnlyList<EndedTask>? _read = [];

    /// <summary>Tasks of each runtime that the next snapshot has to miss too.</summary>
    private readonly Dictionary<string, List<EndedTask>> _doubtful = [];

    /// <summary>The estimated size of all that is kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds the tasks that are in the earlier snapshot of a runtime and not in the later one.</summary>
    /// <param name="before">The earlier snapshot; null if there is none.</param>
    /// <param name="now">The later snapshot. If it leaves tasks out, those that have ended are not known, and none is added.</param>
    /// <param name="at">When the later snapshot was captured.</param>
    public void Note(RuntimeSnapshot? before, RuntimeSnapshot now, DateTimeOffset at)
    {
        if (before is null || now.TasksLeftOut > 0)
            return;
        var alive = now.Tasks.Select(static task => task.Id).ToHashSet();
        _doubtful.Remove(now.Name, out var doubtful);
        doubtful?.FindAll(ended => !alive.Contains(ended.Task.Id)).ForEach(Add);
        var missing = before.Tasks.Where(task => !alive.Contains(task.Id)).Select(task => new EndedTask(now.Name, task with { Stack = null }, at)).ToLookup(IsDoubtful);
        foreach (var ended in missing[false])
            Add(ended);
        if (missing[true].ToList() is { Count: > 0 } more)
            _doubtful[now.Name] = more;
    }

    /// <summary>Removes what is too old, and returns the rest, the oldest first.</summary>
    public IReadOnlyList<EndedTask> Read(DateTimeOffset now)
    {
        while (_tasks.TryPeek(out var oldest) && now - oldest.EndedAt > LongestTime)
            RemoveOldest();
        return _read ??= [.. _tasks];
    }

    /// <summary>A snapshot misses a task that is suspended for the first time while the snapshot is captured.</summary>
    private static bool IsDoubtful(EndedTask ended) => ended.Task is { State: TaskState.Running, Polls: <= 1 };

    private static long SizeOf(EndedTask ended)
        => RowBytes + (2 * (ended.Task.Name?.Length ?? 0)) + ended.Task.Waits.Sum(static wait => WaitBytes + (2L * wait.Text.Length));

    private void Add(EndedTask ended)
    {
        _tasks.Enqueue(ended);
        Bytes += SizeOf(ended);
        _read = null;
        while (_tasks.Count > MostTasks || Bytes > MostBytes)
            RemoveOldest();
    }

    private void RemoveOldest()
    {
        Bytes -= SizeOf(_tasks.Dequeue());
        _read = null;
    }
}

/// <summary>A task that has ended while a page was open. Immutable.</summary>
/// <param name="Runtime">The name of its runtime.</param>
/// <param name="Task">Its row in the last snapshot that has it, without the stack.</param>
/// <param name="EndedAt">The time of the first snapshot without it. The task has ended up to a second earlier.</param>
internal sealed record EndedTask(string Runtime, TaskSnapshot Task, DateTimeOffset EndedAt);
