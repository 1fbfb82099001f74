using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace HostedRuntime.Dashboard.Wire;

/// <summary>Writes the data of the events of a stream. The parts are JSON already, so they are joined and not written again.</summary>
internal static class EventJson
{
    /// <summary>Returns the data of an event with all rows.</summary>
    public static string Snapshot(ViewState state) => Write(state, state.Rows, [], null);

    /// <summary>Returns the data of an event with the difference to the state before.</summary>
    public static string Delta(ViewState state, Delta delta) => Write(state, delta.Rows, delta.Gone, delta.Order);

    /// <summary>Returns the data of an event that only shows that the stream lives.</summary>
    public static string Heartbeat(long seq, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{{\"seq\":{seq},\"at\":\"{at:O}\"}}");

    /// <summary>Returns a row as a JSON object.</summary>
    public static string Row(WireRow row)
    {
        var text = new StringBuilder();
        Append(text, row);
        return text.ToString();
    }

    private static string Write(ViewState state, IReadOnlyList<WireRow> rows, IReadOnlyList<string> gone, IReadOnlyList<string>? order)
    {
        var text = new StringBuilder(256 + (rows.Count * 256));
        text.Append(CultureInfo.InvariantCulture, $"{{\"seq\":{state.Seq},\"at\":\"{state.At:O}\",\"view\":{Quoted(state.View)},\"runtimes\":");
        AppendTexts(text, state.Runtimes);
        text.Append(",\"rows\":[");
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            Append(text, rows[i]);
        }

        text.Append("],\"gone\":");
        AppendTexts(text, gone);
        if (order is not null)
        {
            text.Append(",\"order\":");
            AppendTexts(text, order);
        }

        return text.Append(CultureInfo.InvariantCulture, $",\"leftOut\":{state.LeftOut},\"meta\":{state.Meta}}}").ToString();
    }

    private static void Append(StringBuilder text, WireRow row)
    {
        text.Append("{\"key\":").Append(Quoted(row.Key));
        if (row.Fields.Length > 0)
            text.Append(',').Append(row.Fields);
        foreach (var age in row.Ages)
            text.Append(CultureInfo.InvariantCulture, $",\"{age.Name}\":{Math.Round(age.Seconds, 3)}");
        if (row.History.Count > 0)
            AppendHistory(text, row.History);
        text.Append('}');
    }

    private static void AppendHistory(StringBuilder text, IReadOnlyList<HistoryPoint> points)
    {
        AppendSeries(text.Append(",\"history\":{\"t\":"), points, static point => Math.Round(point.Time, 3));
        AppendSeries(text.Append(",\"alive\":"), points, static point => point.Alive);
        AppendSeries(text.Append(",\"spawned\":"), points, static point => Math.Round(point.SpawnedPerSecond, 1));
        AppendSeries(text.Append(",\"polls\":"), points, static point => point.PollsPerSecond is { } polls ? Math.Round(polls, 1) : null);
        AppendSeries(text.Append(",\"waiting\":"), points, static point => point.Waiting);
        text.Append('}');
    }

    private static void AppendSeries(StringBuilder text, IReadOnlyList<HistoryPoint> points, Func<HistoryPoint, double?> value)
        => text.Append('[').AppendJoin(',', points.Select(point => value(point)?.ToString(CultureInfo.InvariantCulture) ?? "null")).Append(']');

    private static void AppendTexts(StringBuilder text, IReadOnlyList<string> items)
        => text.Append('[').AppendJoin(',', items.Select(Quoted)).Append(']');

    private static string Quoted(string value) => $"\"{JavaScriptEncoder.Default.Encode(value)}\"";
}
