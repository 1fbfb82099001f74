using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each command of the host, with the counts of its calls. The worst comes first.</summary>
internal static class CommandRows
{
    public static ViewRows Of(Frame frame, ViewQuery query, HostParts parts)
    {
        // A call is a task with the name of its command.
        var running = frame.Runtimes.SelectMany(static runtime => runtime.Snapshot.Tasks.Select(task => (Runtime: runtime.Name, Task: task))).ToLookup(static entry => (entry.Runtime, entry.Task.Name));
        var all = parts.Commands.Zip(parts.CommandMetrics)
            .Where(entry => (query.Runtime is null || entry.First.Runtime == query.Runtime) && query.Matches(entry.First.Name, entry.First.Plugin))
            .Select((entry, index) => new CommandEntry(
                index, entry.First, entry.Second, running[(entry.First.Runtime, $"command:{entry.First.Name}")].Select(static call => (TimeSpan?)call.Task.Age).Max()))
            .ToList();
        var usual = all.OrderByDescending(static entry => entry.Metrics.Failures > 0).ThenByDescending(static entry => entry.Metrics.Calls);
        var rows = RowOrder.Sort(all, query, ColumnOf(query.Sort), usual, static entry => entry.Index).Take(query.Top).Select(Row).ToList();
        return new(rows, all.Count - rows.Count, "");
    }

    private static WireRow Row(CommandEntry entry) => new(
        entry.Info.Name,
        JsonText.Members(json =>
        {
            json.Text("name", entry.Info.Name);
            json.Text("plugin", entry.Info.Plugin);
            json.Text("runtime", entry.Info.Runtime);
            json.Text("argumentsType", entry.Info.ArgumentsType?.Name);
            json.Text("resultType", entry.Info.ResultType?.Name);
            json.WriteNumber("calls", entry.Metrics.Calls);
            json.WriteNumber("failures", entry.Metrics.Failures);
            json.WriteNumber("cancellations", entry.Metrics.Cancellations);
            json.WriteNumber("inFlight", entry.Metrics.InFlight);
            json.Seconds("p50S", entry.Metrics.MedianDuration);
            json.Seconds("p99S", entry.Metrics.P99Duration);
        }),
        entry.Longest is { } longest ? [new WireAge("longestS", longest.TotalSeconds)] : []);

    private static Func<CommandEntry, object?>? ColumnOf(string? sort) => sort switch
    {
        "name" => static entry => entry.Info.Name,
        "plugin" => static entry => entry.Info.Plugin,
        "runtime" => static entry => entry.Info.Runtime,
        "calls" => static entry => entry.Metrics.Calls,
        "failures" => static entry => entry.Metrics.Failures,
        "cancellations" => static entry => entry.Metrics.Cancellations,
        "inFlight" => static entry => entry.Metrics.InFlight,
        "p50S" => static entry => entry.Metrics.MedianDuration,
        "p99S" => static entry => entry.Metrics.P99Duration,
        "longestS" => static entry => entry.Longest,
        _ => null,
    };

    private sealed record CommandEntry(int Index, CommandInfo Info, CommandMetrics Metrics, TimeSpan? Longest);
}
