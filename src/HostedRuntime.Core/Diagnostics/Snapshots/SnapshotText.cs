using System.Globalization;
using System.Text;

namespace HostedRuntime.Diagnostics;

/// <summary>Writes a snapshot for people who read it in a terminal or paste it into an issue.</summary>
internal sealed class SnapshotText
{
    /// <summary>How many groups of equal tasks are shown.</summary>
    private const int MostGroups = 50;

    /// <summary>How many of the longest waits are shown in full.</summary>
    private const int LongestWaits = 5;

    /// <summary>How many resources are shown.</summary>
    private const int MostResources = 50;

    private readonly StringBuilder _text = new();
    private readonly RuntimeSnapshot _snapshot;

    private SnapshotText(RuntimeSnapshot snapshot) => _snapshot = snapshot;

    public static string Of(RuntimeSnapshot snapshot)
    {
        var text = new SnapshotText(snapshot);
        text.WriteHeader();
        text.WriteCycles();
        text.WriteLints();
        text.WriteWorkers();
        text.WriteResources();
        text.WriteGroups();
        text.WriteLongestWaits();
        return text._text.ToString();
    }

    /// <summary>Returns a span in the unit that a person would choose, such as "850 ms", "8.1 s" or "1:02:03".</summary>
    public static string Span(TimeSpan span) => span switch
    {
        _ when span < TimeSpan.FromSeconds(1) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.#} ms"),
        _ when span < TimeSpan.FromMinutes(1) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        _ => span.ToString(span < TimeSpan.FromHours(1) ? @"m\:ss" : span < TimeSpan.FromDays(1) ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
    };

    private void Line(string text = "") => _text.Append(text).Append('\n');

    private void WriteHeader()
    {
        var metrics = _snapshot.Metrics;
        Line($"Runtime '{_snapshot.Name}': {_snapshot.Flavor}, {_snapshot.State}, up {Span(_snapshot.Uptime)}, process {_snapshot.ProcessId}, {_snapshot.TakenAt:yyyy-MM-dd HH:mm:ss}Z");
        var states = _snapshot.Tasks.GroupBy(static task => task.State).OrderBy(static group => group.Key).Select(static group => $"{Counted.Number(group.Count())} {Word(group.Key)}");
        Line($"  tasks     {Counted.Number(metrics.AliveTasks)} alive of {Counted.Number(metrics.SpawnedTasks)} spawned: {string.Join(", ", states.DefaultIfEmpty("none suspended or running"))}{LeftOut}");
        Line($"  workers   {string.Join(", ", _snapshot.Workers.GroupBy(static worker => worker.State).OrderBy(static group => group.Key).Select(static group => $"{group.Count()} {Word(group.Key)}").DefaultIfEmpty("the ThreadPool"))}; {Counted.Of(metrics.CompensatingThreads, "extra thread")}");
        Line($"  queues    {metrics.GlobalQueueDepth} global, {metrics.Workers.Sum(static worker => worker.LocalQueueDepth)} local, {metrics.BlockingQueueDepth} blocking");
        Line($"  blocking  {Counted.Of(metrics.BlockingThreads, "thread")}, {metrics.IdleBlockingThreads} idle{(_snapshot.Timers is { } timers ? $"; {Counted.Of(timers.Pending, "timer")}" : "")}");
    }

    private string LeftOut => _snapshot.TasksLeftOut == 0 ? "" : $"; {Counted.Of(_snapshot.TasksLeftOut, "task")} left out by MaxTasks";

    private void WriteCycles()
    {
        foreach (var cycle in _snapshot.Cycles)
        {
            Line();
            Line($"DEADLOCK of {Counted.Of(cycle.Members.Count, "task")}, which wait for each other:");
            foreach (var member in cycle.Members)
            {
                Line($"  {member.Task.Label} of runtime '{member.Runtime}', spawned at {member.Task.Site}");
                Line($"    waits for {Wanted(member.Wants)}, which task {member.HeldBy} {(member.Wants.TaskId is null ? "holds" : "is")}");
                WriteStack(member.Task, "    ");
            }
        }
    }

    private void WriteLints()
    {
        if (_snapshot.Lints.Count == 0)
            return;
        Line();
        Line($"{Counted.Of(_snapshot.Lints.Count, "lint")}:");
        foreach (var lint in _snapshot.Lints)
            Line($"  {lint.Code} {Word(lint.Severity)}: {lint.Text} {lint.Advice}");
    }

    private void WriteWorkers()
    {
        foreach (var worker in _snapshot.Workers.Where(static worker => worker.State is WorkerState.Blocked or WorkerState.Stalled))
        {
            var task = _snapshot.Tasks.FirstOrDefault(task => task.Id == worker.TaskId);
            Line();
            Line($"{(worker.Index < 0 ? "A thread without a core" : $"Worker {worker.Index}")} is {Word(worker.State)}{(worker.PollingFor is { } time ? $" for {Span(time)}" : "")} in {task?.Label ?? $"task {worker.TaskId}"}{(worker.BlockedIn is { } wait ? $": {wait}" : "")}");
        }
    }

    private void WriteResources()
    {
        if (_snapshot.Resources.Count == 0)
            return;
        Line();
        Line($"{Counted.Of(_snapshot.Resources.Count, "lock and channel", "locks and channels")}:");
        foreach (var row in _snapshot.Resources.Take(MostResources))
        {
            var holders = row.Holders.Count == 0 ? "" : $" by {string.Join(", ", row.Holders.Take(3).Select(static holder => holder.Label))}{(row.Holders.Count > 3 ? $" and {row.Holders.Count - 3} more" : "")}";
            Line($"  {row.Resource}: {row.State}{holders}; {Counted.Of(row.Waiters, "waiter")}{(row.LongestWait is { } longest ? $", longest {Span(longest)}" : "")}");
        }

        if (_snapshot.Resources.Count > MostResources)
            Line($"  ... {_snapshot.Resources.Count - MostResources} more");
    }

    private void WriteGroups()
    {
        var groups = _snapshot.Tasks
            .GroupBy(static task => task, new PlaceComparer())
            .OrderByDescending(static group => group.Count())
            .ThenByDescending(static group => group.Max(static task => task.WaitingFor ?? TimeSpan.Zero))
            .ToList();
        foreach (var group in groups.Take(MostGroups))
        {
            var longest = group.Max(static task => task.WaitingFor);
            Line();
            Line($"{Counted.Of(group.Count(), "task")}  {Word(group.Key.State)}{(longest is { } time ? $" {Span(time)}" : "")}{(WaitKey(group.Key) is { Length: > 0 } wait ? $" in {wait}" : "")}");
            Line($"  {string.Join(", ", group.Take(3).Select(static task => task.Label))}{(group.Count() > 3 ? $" and {group.Count() - 3} more" : "")}, spawned at {string.Join(", ", group.Select(static task => task.Site).Distinct().Take(3))}");
            WriteStack(group.Key, "  ");
        }

        if (groups.Count > MostGroups)
            Line($"\n... {groups.Count - MostGroups} more groups of equal tasks");
    }

    private void WriteLongestWaits()
    {
        var longest = _snapshot.Tasks.Where(static task => task.WaitingFor is not null).OrderByDescending(static task => task.WaitingFor).Take(LongestWaits).ToList();
        if (longest.Count == 0)
            return;
        Line();
        Line("The longest waits:");
        foreach (var task in longest)
        {
            Line($"  {task.Label}: {Span(task.WaitingFor!.Value)} at least; {Counted.Of(task.Polls, "poll")}, age {Span(task.Age)}, spawned at {task.Site}"
                + (task.ParentId is { } parent ? $" by task {parent}" : "") + (task.Group is { } group ? $", in {group}" : ""));
            foreach (var wait in task.Waits)
                Line($"    {wait.Text}{(wait.Resource is { } resource ? $" = {resource}" : "")}");
        }
    }

    private void WriteStack(TaskSnapshot task, string indent)
    {
        if (task.State == TaskState.Running)
            Line($"{indent}(running{(task.Worker is { } worker ? $" on worker {worker}" : "")})");
        else if (task.Stack is { } stack)
            Line(indent + stack.ToString().Replace("\n", "\n" + indent, StringComparison.Ordinal));
    }

    private sealed class PlaceComparer : IEqualityComparer<TaskSnapshot>
    {
        public bool Equals(TaskSnapshot? x, TaskSnapshot? y)
            => x!.State == y!.State && WaitKey(x) == WaitKey(y)
                && (x.Stack is null || y.Stack is null ? x.Stack == y.Stack && x.Site == y.Site : AsyncStack.ByPlace.Equals(x.Stack, y.Stack));

        public int GetHashCode(TaskSnapshot obj)
            => HashCode.Combine(obj.State, WaitKey(obj), obj.Stack is { } stack ? AsyncStack.ByPlace.GetHashCode(stack) : obj.Site.GetHashCode(StringComparison.Ordinal));
    }

    /// <summary>The waits without the parts that differ from task to task, such as the time left of a sleep.</summary>
    private static string WaitKey(TaskSnapshot task) => task.Waits.Count == 0 ? "" : string.Join(" and ", task.Waits.Select(Wanted).Distinct());

    private static string Wanted(WaitSnapshot wait) => wait switch
    {
        { Resource: { } resource } => $"{resource} ({wait.Purpose})",
        { TaskId: not null } => "join of a task",
        _ => wait.Text.Split(',')[0],
    };

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
