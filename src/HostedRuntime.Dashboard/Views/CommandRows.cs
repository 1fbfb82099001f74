using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each command of the host, with the calls that run now.</summary>
internal static class CommandRows
{
    public static ViewRows Of(Frame frame, ViewQuery query, HostParts parts)
    {
        // A call is a task with the name of its command.
        var calls = frame.Runtimes.SelectMany(static runtime => runtime.Snapshot.Tasks.Select(task => (Runtime: runtime.Name, Task: task))).ToLookup(static entry => (entry.Runtime, entry.Task.Name));
        var all = parts.Commands
            .Where(command => (query.Runtime is null || command.Runtime == query.Runtime) && query.Matches(command.Name, command.Plugin))
            .Select(command => (Command: command, Calls: calls[(command.Runtime, $"command:{command.Name}")].Select(static entry => entry.Task).ToList()))
            .ToList();
        var rows = all.OrderByDescending(static entry => entry.Calls.Count).ThenBy(static entry => entry.Command.Name, StringComparer.OrdinalIgnoreCase).Take(query.Top).Select(static entry => new WireRow(
            entry.Command.Name,
            JsonText.Members(json =>
            {
                json.Text("name", entry.Command.Name);
                json.Text("plugin", entry.Command.Plugin);
                json.Text("runtime", entry.Command.Runtime);
                json.Text("argumentsType", entry.Command.ArgumentsType?.Name);
                json.Text("resultType", entry.Command.ResultType?.Name);
                json.WriteNumber("inFlight", entry.Calls.Count);
            }),
            entry.Calls.Count == 0 ? [] : [new WireAge("longestS", entry.Calls.Max(static task => task.Age).TotalSeconds)])).ToList();
        return new(rows, all.Count - rows.Count, "");
    }
}
