using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each hook that ran while the host started, in the order in which they began.</summary>
internal static class StartupRows
{
    /// <summary>The most characters of the message of a failure.</summary>
    private const int MostError = 1000;

    public static ViewRows Of(Frame frame, ViewQuery query, HostParts parts)
        => Of([.. frame.Runtimes.Select(runtime => parts.StartOf(runtime.Name)).OfType<StartupReport>()], query);

    public static ViewRows Of(IReadOnlyList<StartupReport> reports, ViewQuery query)
    {
        var all = reports.SelectMany(static report => report.Steps.Select((step, number) => (report.Runtime, Step: step, Number: number))).Where(entry => query.Matches(entry.Step.Plugin)).ToList();
        var rows = all.Take(query.Top)
            .Select(static entry => new WireRow($"{entry.Runtime}/{entry.Number}", JsonText.Members(json => Write(json, entry.Runtime, entry.Step, entry.Number)), []))
            .ToList();
        return new(rows, all.Count - rows.Count, JsonText.Members(json =>
        {
            json.WriteStartObject("elapsedS");
            foreach (var report in reports)
                json.WriteNumber(report.Runtime, Math.Round(report.Elapsed.TotalSeconds, 6));
            json.WriteEndObject();
        }));
    }

    private static void Write(Utf8JsonWriter json, string runtime, StartupStep step, int number)
    {
        json.WriteString("runtime", runtime);
        json.WriteNumber("order", number + 1);
        json.Text("plugin", step.Plugin);
        json.WriteString("phase", step.Phase.ToString());
        json.Seconds("startedS", step.Started);
        json.Seconds("elapsedS", step.Elapsed);
        json.WriteBoolean("succeeded", step.Succeeded);
        json.Texts("dependsOn", step.DependsOn);
        json.Text("error", step.Error, MostError);
    }
}
