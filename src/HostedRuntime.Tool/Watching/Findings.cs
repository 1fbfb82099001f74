using System.Globalization;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Display;

namespace HostedRuntime.Tool.Watching;

/// <summary>Finds what a snapshot reports and the snapshot before did not.</summary>
internal sealed class Findings
{
    // The lints for a long poll and for a deadlock. Both are reported with more detail from the workers and the cycles.
    private static readonly string[] s_reportedOtherwise = ["HR001", "HR005"];

    private HashSet<string> _known = [];

    /// <summary>Takes the next snapshots of a process.</summary>
    /// <returns>A line for each new deadlock, lint and stall.</returns>
    public List<string> Next(IReadOnlyList<RuntimeSnapshot> snapshots)
    {
        var lines = new List<string>();
        var present = new HashSet<string>();
        foreach (var (key, line) in snapshots.SelectMany(static snapshot => Of(snapshot)))
        {
            if (present.Add(key) && !_known.Contains(key))
                lines.Add(line);
        }

        _known = present;
        return lines;
    }

    private static IEnumerable<(string Key, string Line)> Of(RuntimeSnapshot snapshot)
    {
        var time = snapshot.TakenAt.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        // The runtimes of all members report a cycle. It is the same one, wherever its list begins.
        foreach (var cycle in snapshot.Cycles)
            yield return ($"cycle {string.Join(' ', cycle.Members.Select(static member => member.Task.Id).Order())}", $"{time} deadlock: {cycle}");
        foreach (var lint in snapshot.Lints.Where(static lint => !s_reportedOtherwise.Contains(lint.Code)))
            yield return ($"lint {snapshot.Name} {lint.Code} {lint.TaskId} {lint.Resource?.Id}", $"{time} {lint.Severity} {lint.Code} in '{snapshot.Name}': {lint.Text} {lint.Advice}");
        foreach (var worker in snapshot.Workers.Where(static worker => worker.State == WorkerState.Stalled))
            yield return ($"stall {snapshot.Name} {worker.Index} {worker.TaskId}", $"{time} stall in '{snapshot.Name}': {DescribeStall(snapshot, worker)}");
    }

    private static string DescribeStall(RuntimeSnapshot snapshot, WorkerSnapshot worker)
    {
        var task = snapshot.Tasks.FirstOrDefault(task => task.Id == worker.TaskId);
        var who = task is not null ? $"{Words.NameOf(task)}, spawned at {Words.SiteOf(task)}, keeps" : worker.TaskId is { } id ? $"task {id} keeps" : "a task keeps";
        return $"{who} worker {worker.Index} for at least {Words.Of(worker.PollingFor)}{(worker.BlockedIn is { } wait ? $", in {wait}" : "")}";
    }
}
