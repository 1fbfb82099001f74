using System.Globalization;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Attaching;
using HostedRuntime.Tool.Display;

namespace HostedRuntime.Tool.Watching;

/// <summary>Finds what a look at a process reports and the look before did not.</summary>
internal sealed class Findings
{
    // The lints for a long poll and for a deadlock. Both are reported with more detail from the stalls and the cycles.
    private static readonly string[] s_reportedOtherwise = ["HR001", "HR005"];

    private HashSet<string> _known = [];

    /// <summary>The stalls of the last look, with the time of the last report of each.</summary>
    private Dictionary<(string Runtime, long? TaskId), DateTimeOffset> _stalls = [];

    /// <summary>Takes the next look at a process.</summary>
    /// <returns>A line for each new deadlock, lint and stall.</returns>
    public List<string> Next(SnapshotAnswer answer)
    {
        var lines = new List<string>();
        var present = new HashSet<string>();
        foreach (var (key, line) in answer.Snapshots.SelectMany(static snapshot => Of(snapshot)))
        {
            if (present.Add(key) && !_known.Contains(key))
                lines.Add(line);
        }

        _known = present;
        lines.AddRange(NextStalls(answer));
        return lines;
    }

    private static IEnumerable<(string Key, string Line)> Of(RuntimeSnapshot snapshot)
    {
        var time = TimeOf(snapshot.TakenAt);
        // The runtimes of all members report a cycle. It is the same one, wherever its list begins.
        foreach (var cycle in snapshot.Cycles)
            yield return ($"cycle {string.Join(' ', cycle.Members.Select(static member => member.Task.Id).Order())}", $"{time} deadlock: {cycle}");
        foreach (var lint in snapshot.Lints.Where(static lint => !s_reportedOtherwise.Contains(lint.Code)))
            yield return ($"lint {snapshot.Name} {lint.Code} {lint.TaskId} {lint.Resource?.Id}", $"{time} {lint.Severity} {lint.Code} in '{snapshot.Name}': {lint.Text} {lint.Advice}");
    }

    /// <summary>Compares the stalls of the snapshots and of the events with those of the look before.</summary>
    /// <remarks>
    /// Both may report one poll, several times. A report is about another poll if that poll began after the last report. A duration lags
    /// behind by a quarter of the stall threshold at most, and a poll is reported first after the whole threshold. So the start that
    /// follows from a report is before the first report of the same poll.
    /// </remarks>
    private List<string> NextStalls(SnapshotAnswer answer)
    {
        var lines = new List<string>();
        var present = new Dictionary<(string Runtime, long? TaskId), DateTimeOffset>();
        foreach (var stall in answer.Snapshots.SelectMany(static snapshot => Stalled(snapshot)).Concat(answer.Stalls))
        {
            var key = (stall.Runtime, stall.TaskId);
            var isKnown = present.TryGetValue(key, out var last) || _stalls.TryGetValue(key, out last);
            if (!isKnown || stall.Time - stall.Duration > last)
                lines.Add(Line(stall));
            present[key] = isKnown && last > stall.Time ? last : stall.Time;
        }

        _stalls = present;
        return lines;
    }

    private static IEnumerable<StallReport> Stalled(RuntimeSnapshot snapshot)
    {
        foreach (var worker in snapshot.Workers.Where(static worker => worker.State == WorkerState.Stalled))
        {
            var task = snapshot.Tasks.FirstOrDefault(task => task.Id == worker.TaskId);
            yield return new StallReport(snapshot.TakenAt, snapshot.Name, worker.TaskId, worker.PollingFor ?? TimeSpan.Zero)
            {
                Task = task is not null ? Words.NameOf(task) : worker.TaskId is { } id ? $"task {id}" : "a task",
                Site = task is null ? null : Words.SiteOf(task),
                BlockedIn = worker.BlockedIn,
            };
        }
    }

    private static string Line(StallReport stall)
        => $"{TimeOf(stall.Time)} stall in '{stall.Runtime}': {stall.Task}{(stall.Site is null ? "" : $", spawned at {stall.Site},")} keeps its worker for at least {Words.Of(stall.Duration)}"
            + (stall.BlockedIn is null ? "" : $", in {stall.BlockedIn}");

    private static string TimeOf(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
