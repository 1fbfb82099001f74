using System.Globalization;
using HostedRuntime.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace HostedRuntime.Tool.Display;

/// <summary>The tables of the top command.</summary>
/// <param name="rows">The most tasks of a table.</param>
internal sealed class TopView(int rows)
{
    private readonly Dictionary<(string Name, int Number), RuntimeRates> _runtimes = [];

    /// <summary>Returns the tables of all runtimes of a process.</summary>
    public IRenderable Of(IReadOnlyList<RuntimeSnapshot> snapshots)
    {
        var parts = new List<IRenderable>();
        // Several runtimes may have one name. They keep their order.
        var numbers = new Dictionary<string, int>();
        foreach (var snapshot in snapshots)
        {
            var number = numbers[snapshot.Name] = numbers.GetValueOrDefault(snapshot.Name) + 1;
            if (!_runtimes.TryGetValue((snapshot.Name, number), out var rates))
                _runtimes[(snapshot.Name, number)] = rates = new RuntimeRates();
            rates.Add(snapshot);
            parts.AddRange(PartsOf(rates, snapshot));
        }

        return new Rows(parts);
    }

    private IEnumerable<IRenderable> PartsOf(RuntimeRates rates, RuntimeSnapshot snapshot)
    {
        yield return new Text(TitleOf(snapshot), new Style(decoration: Decoration.Bold));
        yield return WorkersOf(rates, snapshot);
        yield return new Text("");
        yield return BusiestOf(rates);
        yield return new Text("");
        yield return LongestWaitingOf(rates);
        yield return new Text("");
    }

    private static string TitleOf(RuntimeSnapshot snapshot)
    {
        var metrics = snapshot.Metrics;
        var findings = snapshot.Cycles.Count == 0 ? "" : $", DEADLOCKS: {snapshot.Cycles.Count}";
        var leftOut = snapshot.TasksLeftOut == 0 ? "" : $", without {Words.Of(snapshot.TasksLeftOut)} of the tasks";
        return $"{snapshot.Name}: {snapshot.Flavor}, {snapshot.State}, up {Words.Of(snapshot.Uptime)}, {Words.Of(metrics.AliveTasks)} tasks, {Words.Of(metrics.GlobalQueueDepth)} queued, "
            + $"{metrics.BlockingThreads} blocking threads with {Words.Of(metrics.BlockingQueueDepth)} queued{findings}{leftOut}";
    }

    private static Table WorkersOf(RuntimeRates rates, RuntimeSnapshot snapshot)
    {
        var names = snapshot.Tasks.ToDictionary(static task => task.Id, Words.NameOf);
        var table = PlainTable.Create("WORKER", "STATE", "FOR", "QUEUED", "POLLS/S", "TASK", "BLOCKED IN");
        foreach (var worker in snapshot.Workers)
        {
            var task = worker.TaskId is { } id ? names.GetValueOrDefault(id, $"task {id}") : Words.None;
            table.AddPlainRow(
                worker.Index < 0 ? Words.None : worker.Index.ToString(CultureInfo.InvariantCulture), worker.State.ToString(), Words.Of(worker.PollingFor), Words.Of(worker.QueueDepth),
                Words.OfRate(rates.PollsPerSecondOf(worker.Index)), task, worker.BlockedIn ?? Words.None);
        }

        return table;
    }

    private Table BusiestOf(RuntimeRates rates)
    {
        var table = PlainTable.Create("BUSIEST", "STATE", "POLLS/S", "BUSY", "WAITS FOR", "SPAWNED AT");
        foreach (var rated in rates.Busiest(rows))
            table.AddPlainRow(Words.NameOf(rated.Task), rated.Task.State.ToString(), Words.OfRate(rated.PollsPerSecond), Words.OfShare(rated.BusyShare), Words.WaitsOf(rated.Task), Words.SiteOf(rated.Task));
        return table;
    }

    private Table LongestWaitingOf(RuntimeRates rates)
    {
        var table = PlainTable.Create("LONGEST WAITING", "SINCE", "WAITS FOR", "SPAWNED AT");
        foreach (var task in rates.LongestWaiting(rows))
            table.AddPlainRow(Words.NameOf(task), Words.Of(task.WaitingFor), Words.WaitsOf(task), Words.SiteOf(task));
        return table;
    }
}
