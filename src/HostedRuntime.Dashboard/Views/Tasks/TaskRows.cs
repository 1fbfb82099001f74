using System.Globalization;
using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each task, or for each group of equal tasks.</summary>
internal static class TaskRows
{
    public static ViewRows Of(Frame frame, ViewQuery query)
    {
        var matching = frame.Runtimes.SelectMany(static runtime => All(runtime)).Where(entry => Matches(entry, query)).ToList();
        var isGrouped = query.Group is "name" or "stack";
        var (rows, leftOut) = isGrouped ? TaskGroups.Of(matching, query) : Sorted(matching, query);
        return new ViewRows(rows, leftOut, JsonText.Members(json =>
        {
            json.WriteNumber("alive", frame.Runtimes.Sum(static runtime => runtime.Snapshot.Metrics.AliveTasks));
            json.WriteNumber("matched", matching.Count);
            json.WriteNumber("shown", rows.Count);
            json.WriteNumber("tasksLeftOut", frame.Runtimes.Sum(static runtime => runtime.Snapshot.TasksLeftOut));
        })) { Total = frame.Runtimes.Sum(static runtime => runtime.Snapshot.Tasks.Count) };
    }

    /// <summary>Returns all tasks of a runtime, each with its lints.</summary>
    public static IEnumerable<TaskEntry> All(RuntimeFrame runtime)
    {
        var lints = runtime.Snapshot.Lints.Where(static lint => lint.TaskId is not null).ToLookup(static lint => lint.TaskId!.Value);
        // A deadlock is one lint, and stands at each of its members.
        var deadlocks = runtime.Snapshot.Lints.FirstOrDefault(static lint => lint.Code == "HR005") is { } deadlock
            ? runtime.Snapshot.Cycles.SelectMany(static cycle => cycle.Members).Select(static member => member.Task.Id).Distinct().ToLookup(static id => id, _ => deadlock)
            : null;
        return runtime.Snapshot.Tasks.Select(task => new TaskEntry(runtime.Name, task, [.. lints[task.Id].Concat(deadlocks?[task.Id] ?? []).DistinctBy(static lint => lint.Code).OrderByDescending(static lint => lint.Severity)]));
    }

    /// <summary>Writes the fields of a task that do not grow with the time.</summary>
    public static void Write(Utf8JsonWriter json, TaskEntry entry, int mostText = WireText.MostInRow)
    {
        var task = entry.Task;
        json.WriteNumber("id", task.Id);
        json.WriteString("runtime", entry.Runtime);
        json.Text("name", task.Name, mostText);
        json.Text("label", task.Label(), mostText);
        json.WriteString("kind", task.Kind.ToString());
        json.WriteString("state", task.State.ToString());
        json.Text("file", task.File);
        json.WriteNumber("line", task.Line);
        json.Text("site", task.Site());
        json.Number("parentId", task.ParentId);
        json.Text("group", task.Group);
        json.WriteNumber("polls", task.Polls);
        json.Seconds("busyS", task.Busy);
        json.Seconds("scheduledS", task.Scheduled);
        json.Seconds("lastPollS", task.LastPoll);
        json.Text("waitsOn", task.WaitsOn(), mostText);
        json.Number("worker", task.Worker);
        json.Texts("lints", entry.Lints.Select(static lint => lint.Code));
        if (entry.Lints.Count > 0)
            json.WriteString("lintSeverity", entry.Worst.ToString());
    }

    /// <summary>Returns the fields that grow with the time.</summary>
    public static IReadOnlyList<WireAge> Ages(TaskSnapshot task)
    {
        var ages = new List<WireAge>(3) { new("ageS", task.Age.TotalSeconds) };
        if (task.WaitingFor is { } waiting)
            ages.Add(new("waitingForS", waiting.TotalSeconds));
        // The idle time of a task that is not suspended stands still, and the row is then sent again.
        if (task.Idle is { } idle)
            ages.Add(new("idleS", idle.TotalSeconds));
        return ages;
    }

    private static bool Matches(TaskEntry entry, ViewQuery query)
        => query.MatchesState(entry.Task.State.ToString())
            && query.MatchesLints([.. entry.Lints.Select(static lint => lint.Code)])
            && query.Matches(entry.Task.Name, entry.Task.Label(), entry.Task.Site(), entry.Task.WaitsOn(), entry.Task.Group, entry.Task.Id.ToString(CultureInfo.InvariantCulture));

    private static (IReadOnlyList<WireRow> Rows, int LeftOut) Sorted(List<TaskEntry> matching, ViewQuery query)
    {
        var rows = RowOrder.Sort(matching, query, ColumnOf(query.Sort), WorstFirst(matching), static entry => entry.Task.Id)
            .Take(query.Top)
            .Select(static entry => new WireRow(entry.Key, JsonText.Members(json => Write(json, entry)), Ages(entry.Task)))
            .ToList();
        return (rows, matching.Count - rows.Count);
    }

    /// <summary>Returns the tasks with the most severe lints first, then those that have waited longest.</summary>
    private static IOrderedEnumerable<TaskEntry> WorstFirst(List<TaskEntry> entries)
        => entries.OrderByDescending(static entry => entry.Rank).ThenByDescending(static entry => Math.Floor(entry.Task.WaitingFor?.TotalSeconds ?? -1));

    private static Func<TaskEntry, object?>? ColumnOf(string? sort) => sort switch
    {
        "id" or "key" => static entry => entry.Task.Id,
        "runtime" => static entry => entry.Runtime,
        "name" or "label" => static entry => entry.Task.Label(),
        "kind" => static entry => entry.Task.Kind,
        "state" => static entry => entry.Task.State.ToString(),
        "ageS" or "age" => static entry => entry.Task.Age,
        "waitingForS" or "waitingFor" => static entry => entry.Task.WaitingFor,
        "waitsOn" => static entry => entry.Task.WaitsOn(),
        "polls" => static entry => entry.Task.Polls,
        "busyS" => static entry => entry.Task.Busy,
        "scheduledS" => static entry => entry.Task.Scheduled,
        "idleS" => static entry => entry.Task.Idle,
        "lastPollS" => static entry => entry.Task.LastPoll,
        "site" => static entry => entry.Task.Site(),
        "worker" => static entry => entry.Task.Worker,
        "group" => static entry => entry.Task.Group,
        "lints" or "lint" => static entry => entry.Rank,
        _ => null,
    };
}
