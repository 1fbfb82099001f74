using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each group of tasks with the same name, or that are suspended at the same place.</summary>
internal static class TaskGroups
{
    private static readonly char[] s_digits = [.. "0123456789"];
    private static readonly char[] s_separators = [.. "-_ #:./"];

    public static (IReadOnlyList<WireRow> Rows, int LeftOut) Of(List<TaskEntry> tasks, ViewQuery query)
    {
        var groups = query.Group == "name"
            ? tasks.GroupBy(static entry => $"{entry.Runtime}\n{NameOf(entry.Task)}").Select(static group => new Group(group.Key, NameOf(group.First().Task), [.. group]))
            : tasks.GroupBy(static entry => $"{entry.Runtime}\n{PlaceOf(entry.Task)}").Select(static group => new Group(group.Key, group.First().Task.WaitsOn() ?? group.First().Task.State.ToString(), [.. group]));
        var all = groups.ToList();
        var usual = all.OrderByDescending(static group => group.Rank).ThenByDescending(static group => group.Tasks.Count).ThenBy(static group => group.Id, StringComparer.Ordinal);
        var rows = RowOrder.Sort(all, query, ColumnOf(query.Sort), usual, static group => group.Tasks.Min(static entry => entry.Task.Id)).Take(query.Top).Select(Row).ToList();
        return (rows, all.Count - rows.Count);
    }

    /// <summary>
    /// Returns the name without a number at its end, such as "worker" for "worker-17"; the place of the spawn for a task without a name.
    /// </summary>
    private static string NameOf(TaskSnapshot task) => task.Name?.TrimEnd(s_digits).TrimEnd(s_separators) is { Length: > 0 } stem ? stem : task.Name ?? task.Site();

    private static string PlaceOf(TaskSnapshot task)
    {
        var stack = task.Stack;
        var place = stack is null ? task.Site() : ShapeOf(stack);
        return $"{task.State}\n{(stack is null ? "" : task.Waits.Count == 0 ? "" : string.Join('\n', task.Waits.Select(PlainWait).Distinct()))}\n{place}";
    }

    // The numbers of joined tasks differ from task to task.
    private static string PlainWait(WaitSnapshot wait) => wait.TaskId is not null ? "join of a task" : wait.Wanted();

    private static string ShapeOf(AsyncStack stack)
        => $"{string.Join('\n', stack.Methods)}\n{stack.End}{(stack.End == AsyncStackEnd.Wait ? "" : stack.WaitsOn)}({string.Join(',', stack.Branches.Select(ShapeOf))}){stack.MoreBranches}";

    private static WireRow Row(Group group)
    {
        var first = group.Tasks[0].Task;
        var longest = group.Tasks.Max(static entry => entry.Task.WaitingFor);
        // A hash, because the text can be long and holds names of the program.
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(group.Id)).AsSpan(0, 8));
        return new WireRow(
            key,
            JsonText.Members(json =>
            {
                json.WriteString("runtime", group.Tasks[0].Runtime);
                json.WriteNumber("count", group.Tasks.Count);
                json.Text("label", group.Label);
                json.WriteString("state", StateOf(group));
                json.Text("waitsOn", first.WaitsOn());
                json.Text("site", first.Site());
                json.WriteNumber("polls", group.Tasks.Sum(static entry => entry.Task.Polls));
                json.Text("stack", first.Stack?.ToString(), WireText.Most);
                json.WriteNumber("exampleId", group.Tasks.Min(static entry => entry.Task.Id));
                var lints = group.Tasks.SelectMany(static entry => entry.Lints).DistinctBy(static lint => lint.Code)
                    .OrderByDescending(static lint => lint.Severity).ThenBy(static lint => lint.Code, StringComparer.Ordinal).ToList();
                json.Texts("lints", lints.Select(static lint => lint.Code));
                if (lints is [var worst, ..])
                    json.WriteString("lintSeverity", worst.Severity.ToString());
            }),
            longest is { } time ? [new WireAge("longestS", time.TotalSeconds)] : []);
    }

    private static string StateOf(Group group)
        => group.Tasks.Select(static entry => entry.Task.State).Distinct().ToList() is [var only] ? only.ToString()
            : string.Join(", ", group.Tasks.GroupBy(static entry => entry.Task.State).OrderByDescending(static states => states.Count()).ThenBy(static states => states.Key).Select(static states => string.Create(CultureInfo.InvariantCulture, $"{states.Count():N0} {states.Key}")));

    private static Func<Group, object?>? ColumnOf(string? sort) => sort switch
    {
        "count" => static group => group.Tasks.Count,
        "label" or "name" => static group => group.Label,
        "longestS" or "waitingForS" => static group => group.Tasks.Max(static entry => entry.Task.WaitingFor),
        "polls" => static group => group.Tasks.Sum(static entry => entry.Task.Polls),
        "runtime" => static group => group.Tasks[0].Runtime,
        _ => null,
    };

    private sealed record Group(string Id, string Label, IReadOnlyList<TaskEntry> Tasks)
    {
        public int Rank => Tasks.Max(static entry => entry.Rank);
    }
}
