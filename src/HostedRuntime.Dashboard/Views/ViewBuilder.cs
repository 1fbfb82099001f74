using System.Globalization;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Views;

/// <summary>Makes the views out of frames.</summary>
internal sealed class ViewBuilder(HostParts parts)
{
    /// <summary>The names of the views.</summary>
    public static IReadOnlyList<string> Names { get; } = ["overview", "tasks", "resources", "graph", "workers", "startup", "commands"];

    /// <summary>Returns what a view needs beyond a snapshot.</summary>
    public static ViewerNeeds NeedsOf(ViewQuery query) => query switch
    {
        { View: "tasks", Group: "stack" } => ViewerNeeds.Stacks,
        { View: "workers" } => ViewerNeeds.Lanes,
        _ => ViewerNeeds.None,
    };

    /// <summary>Returns what the view shows of the frame.</summary>
    public ViewState Build(Frame frame, ViewQuery query)
    {
        var shown = query.Runtime is { } name
            ? frame with { Runtimes = [.. frame.Runtimes.Where(runtime => runtime.Name == name)], Ended = [.. frame.Ended.Where(task => task.Runtime == name)] }
            : frame;
        var rows = query.View switch
        {
            "tasks" when query.MatchesOnly(EndedRows.State) => EndedRows.Of(shown, query),
            "tasks" => TaskRows.Of(shown, query),
            "resources" => ResourceRows.Of(shown, query),
            "graph" => GraphRows.Of(shown, query),
            "workers" => WorkerRows.Of(shown, query),
            "startup" => StartupRows.Of(shown, query, parts),
            "commands" => CommandRows.Of(shown, query, parts),
            _ => OverviewRows.Of(shown),
        };
        var lints = frame.Runtimes.SelectMany(static runtime => runtime.Snapshot.Lints).ToList();
        var (errors, warnings) = (lints.Count(static lint => lint.Severity == LintSeverity.Error), lints.Count(static lint => lint.Severity == LintSeverity.Warning));
        var common = string.Create(CultureInfo.InvariantCulture, $"\"viewers\":{frame.Viewers},\"errors\":{errors},\"warnings\":{warnings},\"total\":{rows.Total}");
        return new ViewState
        {
            Seq = frame.Seq,
            At = frame.At,
            View = query.View,
            Runtimes = [.. frame.Runtimes.Select(static runtime => runtime.Name)],
            Rows = rows.Rows,
            LeftOut = rows.LeftOut,
            Meta = $"{{{common}{(rows.Meta.Length == 0 ? "" : ",")}{rows.Meta}}}",
        };
    }
}
