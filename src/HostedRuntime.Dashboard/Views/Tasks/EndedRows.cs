using System.Globalization;
using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each task that has ended while a page was open, the newest first.</summary>
internal static class EndedRows
{
    /// <summary>The word for the state of these tasks, which the engine has no state for.</summary>
    public const string State = "Ended";

    public static ViewRows Of(Frame frame, ViewQuery query)
    {
        var matching = frame.Ended.Where(entry => query.Matches(
            entry.Task.Name, entry.Task.Label(), entry.Task.Site(), entry.Task.WaitsOn(), entry.Task.Group, entry.Task.Id.ToString(CultureInfo.InvariantCulture))).ToList();
        var usual = matching.OrderByDescending(static entry => entry.EndedAt);
        var rows = RowOrder.Sort(matching, query, ColumnOf(query.Sort), usual, static entry => entry.Task.Id).Take(query.Top).Select(entry => Row(entry, frame.At)).ToList();
        return new(rows, matching.Count - rows.Count, JsonText.Members(json =>
        {
            json.WriteNumber("alive", frame.Runtimes.Sum(static runtime => runtime.Snapshot.Metrics.AliveTasks));
            json.WriteNumber("matched", matching.Count);
            json.WriteNumber("shown", rows.Count);
            json.WriteNumber("tasksLeftOut", frame.Runtimes.Sum(static runtime => runtime.Snapshot.TasksLeftOut));
        })) { Total = frame.Ended.Count };
    }

    /// <summary>Writes the fields of a task that do not grow with the time.</summary>
    public static void Write(Utf8JsonWriter json, EndedTask entry, int mostText = WireText.MostInRow)
    {
        var task = entry.Task;
        json.WriteNumber("id", task.Id);
        json.WriteString("runtime", entry.Runtime);
        json.Text("name", task.Name, mostText);
        json.Text("label", task.Label(), mostText);
        json.WriteString("state", State);
        json.Text("site", task.Site());
        json.WriteNumber("polls", task.Polls);
        json.Seconds("livedS", task.Age);
        json.Text("waitsOn", task.WaitsOn(), mostText);
    }

    private static WireRow Row(EndedTask entry, DateTimeOffset now) => new(
        entry.Task.Id.ToString(CultureInfo.InvariantCulture),
        JsonText.Members(json => Write(json, entry)),
        [new WireAge("endedAgoS", (now - entry.EndedAt).TotalSeconds)]);

    private static Func<EndedTask, object?>? ColumnOf(string? sort) => sort switch
    {
        "id" => static entry => entry.Task.Id,
        "name" => static entry => entry.Task.Label(),
        "livedS" or "ageS" => static entry => entry.Task.Age,
        "endedAgoS" => static entry => -entry.EndedAt.UtcTicks,
        "polls" => static entry => entry.Task.Polls,
        "waitsOn" => static entry => entry.Task.WaitsOn(),
        "site" => static entry => entry.Task.Site(),
        _ => null,
    };
}
