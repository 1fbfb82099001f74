using HostedRuntime.Diagnostics;

namespace Census.Reports;

/// <summary>Writes a report for people: a table by extension, the unreadable files, the files left, and figures of the runtime.</summary>
internal sealed class TableReport(TextWriter lines, IReadOnlyList<string> skipped, int rows) : IReport
{
    public void Write(CensusResult result, RuntimeSnapshot runtime)
    {
        lines.WriteLine($"{Printable.Of(result.Root)}{(skipped.Count == 0 ? "" : $", without {string.Join(", ", skipped.Select(Printable.Of))}")}");
        lines.Write(Table(result.Totals));
        lines.WriteLine($"Counted in {result.Elapsed.TotalSeconds:0.00} s.");
        WriteUnreadable(result.Totals.Unreadable);
        if (result.Left is not null)
            lines.WriteLine(result.Left);
        WriteRuntime(runtime);
    }

    private TextTable Table(Totals totals)
    {
        var table = new TextTable(["Extension", "Files", "Bytes", "Lines", "Duplicates"], Row("all", totals.All));
        var byFiles = totals.ByExtension.OrderByDescending(static pair => pair.Value.Files).ThenBy(static pair => pair.Key, StringComparer.Ordinal).ToList();
        foreach (var (extension, count) in byFiles.Take(rows))
            table.Add(Row(extension.Length == 0 ? "(none)" : Printable.Of(extension), count));
        if (byFiles.Count > rows)
            table.Add(Row($"({byFiles.Count - rows:N0} others)", byFiles.Skip(rows).Aggregate(default(Count), static (sum, pair) => sum + pair.Value)));
        return table;
    }

    private static string[] Row(string name, Count count) => [name, $"{count.Files:N0}", $"{count.Bytes:N0}", $"{count.Lines:N0}", $"{count.Duplicates:N0}"];

    private void WriteUnreadable(IReadOnlyList<Unreadable> unreadable)
    {
        if (unreadable.Count == 0)
            return;
        lines.WriteLine($"{unreadable.Count:N0} could not be read:");
        foreach (var one in unreadable)
            lines.WriteLine($"  {one}");
    }

    private void WriteRuntime(RuntimeSnapshot runtime)
    {
        var (metrics, workers) = (runtime.Metrics, runtime.Metrics.Workers);
        lines.WriteLine(
            $"Runtime: {runtime.Workers.Count:N0} workers, {metrics.SpawnedTasks:N0} tasks spawned, {workers.Sum(static worker => worker.Steals):N0} steals,"
            + $" {workers.Sum(static worker => worker.Parks):N0} parks, {metrics.PeakBlockingThreads:N0} blocking threads at most.");
    }
}
