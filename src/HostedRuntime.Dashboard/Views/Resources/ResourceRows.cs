using System.Globalization;
using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each lock, channel or other object that tasks wait for.</summary>
internal static class ResourceRows
{
    /// <summary>The most holders of a resource in its row. A semaphore can have thousands.</summary>
    private const int MostHolders = 20;

    public static ViewRows Of(Frame frame, ViewQuery query)
    {
        var all = All(frame);
        var matching = all.Where(entry => Matches(entry, query)).ToList();
        var usual = matching.OrderByDescending(static entry => entry.Rank).ThenByDescending(static entry => entry.Row.Waiters).ThenByDescending(static entry => Math.Floor(entry.Row.LongestWait?.TotalSeconds ?? -1));
        var rows = RowOrder.Sort(matching, query, ColumnOf(query.Sort), usual, static entry => entry.Row.Resource.Id)
            .Take(query.Top)
            .Select(static entry => new WireRow(entry.Key, JsonText.Members(json => Write(json, entry)), Ages(entry.Row)))
            .ToList();
        return new ViewRows(rows, matching.Count - rows.Count, JsonText.Members(json =>
        {
            json.WriteNumber("matched", matching.Count);
        })) { Total = all.Count };
    }

    /// <summary>
    /// Returns all resources. A named one is in the snapshot of each runtime; each of them knows only the waits of its own tasks, so the
    /// longest counts.
    /// </summary>
    public static IReadOnlyList<ResourceEntry> All(Frame frame)
    {
        var lints = frame.Runtimes.SelectMany(static runtime => LintsOf(runtime.Snapshot)).ToLookup(static entry => entry.Id, static entry => entry.Lint);
        return [.. frame.Runtimes
            .SelectMany(static runtime => runtime.Snapshot.Resources.Select(row => (Runtime: runtime, Row: row)))
            .GroupBy(static entry => entry.Row.Resource.Id)
            .Select(group =>
            {
                var shown = group.OrderByDescending(static entry => entry.Row.LongestWait).First();
                return new ResourceEntry(shown.Runtime.Name, shown.Row, shown.Runtime.Rates.OfResource(group.Key), [.. lints[group.Key].DistinctBy(static lint => lint.Code).OrderByDescending(static lint => lint.Severity)]);
            })];
    }

    /// <summary>Writes the fields of a resource that do not grow with the time.</summary>
    public static void Write(Utf8JsonWriter json, ResourceEntry entry)
    {
        var row = entry.Row;
        json.WriteNumber("id", row.Resource.Id);
        json.WriteString("runtime", entry.Runtime);
        json.WriteString("kind", row.Resource.Kind.ToString());
        json.Text("name", row.Resource.Name);
        json.Text("label", row.Resource.ToString());
        json.Text("state", row.State);
        json.Objects("holders", row.Holders.Take(MostHolders), static (writer, holder) =>
        {
            writer.Number("taskId", holder.TaskId);
            writer.Text("label", holder.Label);
            writer.Text("what", holder.What);
            writer.WriteBoolean("hasEnded", holder.HasEnded);
        });
        json.WriteNumber("holdersLeftOut", Math.Max(0, row.Holders.Count - MostHolders));
        json.WriteNumber("waiters", row.Waiters);
        json.Number("depth", row.Depth);
        json.Number("capacity", row.Capacity);
        json.Number("sent", row.Sent);
        json.Number("received", row.Received);
        json.Figure("sentPerS", entry.Rates.Sent is { } sent ? Math.Round(sent, 1) : null);
        json.Figure("receivedPerS", entry.Rates.Received is { } received ? Math.Round(received, 1) : null);
        json.WriteBoolean("noConsumer", entry.HasNoConsumer);
        json.Texts("lints", entry.Lints.Select(static lint => lint.Code));
        if (entry.Lints.Count > 0)
            json.WriteString("lintSeverity", entry.Lints.Max(static lint => lint.Severity).ToString());
    }

    /// <summary>Returns the fields that grow with the time.</summary>
    public static IReadOnlyList<WireAge> Ages(ResourceSnapshot row) => row.LongestWait is { } longest ? [new WireAge("longestWaitS", longest.TotalSeconds)] : [];

    /// <summary>
    /// Returns each lint with its resource. A deadlock is one lint of a runtime, and stands at each resource of its cycles.
    /// </summary>
    private static IEnumerable<(long Id, RuntimeLint Lint)> LintsOf(RuntimeSnapshot snapshot)
    {
        foreach (var lint in snapshot.Lints)
        {
            if (lint.Resource is { } resource)
                yield return (resource.Id, lint);
            if (lint.Code != "HR005")
                continue;
            foreach (var member in snapshot.Cycles.SelectMany(static cycle => cycle.Members))
            {
                if (member.Wants.Resource is { } wanted)
                    yield return (wanted.Id, lint);
            }
        }
    }

    private static bool Matches(ResourceEntry entry, ViewQuery query)
        => query.MatchesState(entry.Row.Resource.Kind.ToString())
            && query.MatchesLints([.. entry.Lints.Select(static lint => lint.Code)])
            && query.Matches([entry.Row.Resource.ToString(), entry.Row.State, .. entry.Row.Holders.Take(MostHolders).Select(static holder => holder.Label)]);

    private static Func<ResourceEntry, object?>? ColumnOf(string? sort) => sort switch
    {
        "id" or "key" => static entry => entry.Row.Resource.Id,
        "kind" => static entry => entry.Row.Resource.Kind.ToString(),
        "name" or "label" => static entry => entry.Row.Resource.ToString(),
        "state" => static entry => entry.Row.State,
        "holders" => static entry => entry.Row.Holders.Count,
        "waiters" => static entry => entry.Row.Waiters,
        "longestWaitS" => static entry => entry.Row.LongestWait,
        "depth" => static entry => entry.Row.Depth,
        "capacity" => static entry => entry.Row.Capacity,
        "sentPerS" => static entry => entry.Rates.Sent,
        "receivedPerS" => static entry => entry.Rates.Received,
        "lints" or "lint" => static entry => entry.Rank,
        _ => null,
    };
}

/// <summary>A resource of a frame.</summary>
/// <param name="Runtime">The runtime whose tasks wait longest in it.</param>
/// <param name="Row">The row of the snapshot.</param>
/// <param name="Rates">The items sent and received a second; null if that is not known.</param>
/// <param name="Lints">The lints about the resource, the most severe first.</param>
internal sealed record ResourceEntry(string Runtime, ResourceSnapshot Row, (double? Sent, double? Received) Rates, IReadOnlyList<RuntimeLint> Lints)
{
    public string Key => Row.Resource.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number that is higher the worse the lints are; 0 without lints.</summary>
    public int Rank => Lints.Count == 0 ? 0 : (int)Lints.Max(static lint => lint.Severity) + 1;

    /// <summary>
    /// True if nothing reads from a full channel, as the lints of the snapshot say: its receiver reads nothing (HR006) or is lost (HR007).
    /// </summary>
    public bool HasNoConsumer => Lints.Any(lint => lint.Code == "HR006" || (lint.Code == "HR007" && Row.Depth >= Row.Capacity));
}
