using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tool.Display;

/// <summary>A task with what it has done since the last look.</summary>
/// <param name="Task">The task.</param>
/// <param name="PollsPerSecond">The polls a second.</param>
/// <param name="BusyShare">The part of the time that the task was polled; null if the runtime does not measure it.</param>
internal sealed record RatedTask(TaskSnapshot Task, double PollsPerSecond, double? BusyShare);

/// <summary>Compares the snapshots of one runtime with each other.</summary>
internal sealed class RuntimeRates
{
    private Dictionary<long, TaskSnapshot> _tasks = [];
    private RuntimeSnapshot? _before;

    public RuntimeSnapshot? Last { get; private set; }

    /// <summary>Takes the next snapshot of the runtime.</summary>
    public void Add(RuntimeSnapshot snapshot)
    {
        _tasks = Last?.Tasks.ToDictionary(static task => task.Id) ?? [];
        (_before, Last) = (Last, snapshot);
    }

    /// <summary>Returns the tasks with the most work since the last snapshot. The first snapshot counts the whole life of a task.</summary>
    public IEnumerable<RatedTask> Busiest(int most)
        => Last!.Tasks.Select(Rate).Where(static rated => rated.PollsPerSecond > 0 || rated.Task.State == TaskState.Running)
            .OrderByDescending(static rated => rated.BusyShare ?? 0)
            .ThenByDescending(static rated => rated.PollsPerSecond)
            .ThenByDescending(static rated => rated.Task.State == TaskState.Running)
            .Take(most);

    /// <summary>Returns the tasks that have waited longest.</summary>
    public IEnumerable<TaskSnapshot> LongestWaiting(int most)
        => Last!.Tasks.Where(static task => task.WaitingFor is not null).OrderByDescending(static task => task.WaitingFor).Take(most);

    /// <summary>Returns the polls a second of a worker since the last snapshot, or since the start of the runtime.</summary>
    public double PollsPerSecondOf(int worker)
    {
        var polls = PollsOf(Last, worker) - PollsOf(_before, worker);
        return PerSecond(polls, _before is null ? Last!.Uptime : Last!.TakenAt - _before.TakenAt);
    }

    private RatedTask Rate(TaskSnapshot task)
    {
        if (_before is null || !_tasks.TryGetValue(task.Id, out var before))
            return new(task, PerSecond(task.Polls, task.Age), task.Busy is { } all ? Share(all, task.Age) : null);
        var span = Last!.TakenAt - _before.TakenAt;
        return new(task, PerSecond(task.Polls - before.Polls, span), task.Busy - before.Busy is { } busy ? Share(busy, span) : null);
    }

    private static long PollsOf(RuntimeSnapshot? snapshot, int worker)
        => snapshot is not null && worker >= 0 && worker < snapshot.Metrics.Workers.Count ? snapshot.Metrics.Workers[worker].Polls : 0;

    // The clock of ages has steps of some 15 ms. A task that is younger than a step has no rate.
    private static double PerSecond(long count, TimeSpan span) => span > TimeSpan.Zero ? Math.Max(0, count) / span.TotalSeconds : 0;

    private static double Share(TimeSpan busy, TimeSpan span) => span > TimeSpan.Zero ? Math.Clamp(busy / span, 0, 1) : 0;
}
