using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each runtime: what it does, what is wrong, and its last five minutes.</summary>
internal static class OverviewRows
{
    /// <summary>The most lints of a runtime that are written out. A mistake in a loop can have thousands of cases.</summary>
    private const int MostLints = 50;

    private const int MostCycles = 10;

    public static ViewRows Of(Frame frame)
        => new([.. frame.Runtimes.Select(Row)], 0, JsonText.Members(json =>
        {
            json.WriteNumber("gcHeapBytes", frame.Process.HeapBytes);
            json.Figure("gcPauseS", frame.Process.PauseSeconds);
            json.Figure("cpuPercent", Math.Round(frame.Process.CpuPercent, 1));
            json.Figure("captureMs", Math.Round(frame.Took.TotalMilliseconds, 1));
        }));

    private static WireRow Row(RuntimeFrame runtime)
    {
        var snapshot = runtime.Snapshot;
        return new WireRow(runtime.Name, JsonText.Members(json => Write(json, runtime)), [new WireAge("uptimeS", snapshot.Uptime.TotalSeconds)]) { History = runtime.History };
    }

    private static void Write(Utf8JsonWriter json, RuntimeFrame runtime)
    {
        var snapshot = runtime.Snapshot;
        var metrics = snapshot.Metrics;
        var counts = TaskCounts.Of(metrics, snapshot.Workers);
        json.WriteString("runtime", runtime.Name);
        json.WriteString("state", snapshot.State);
        json.WriteString("flavor", snapshot.Flavor);
        json.WriteNumber("alive", metrics.AliveTasks);
        json.WriteStartObject("byState");
        json.WriteNumber("running", counts.Running);
        json.WriteNumber("waiting", counts.Waiting);
        json.WriteNumber("queued", counts.Queued);
        json.WriteEndObject();
        if (runtime.History is [.., var newest])
        {
            json.Figure("spawnedPerS", Math.Round(newest.SpawnedPerSecond, 1));
            json.Figure("endedPerS", Math.Round(newest.EndedPerSecond, 1));
            json.Figure("pollsPerS", newest.PollsPerSecond is { } polls ? Math.Round(polls, 1) : null);
        }

        json.Figure("delayP50S", runtime.Delay?.P50);
        json.Figure("delayP99S", runtime.Delay?.P99);
        var labels = snapshot.Tasks.Where(static task => task.Worker is not null).ToDictionary(static task => task.Id, TaskLabels.Label);
        json.Objects("workers", snapshot.Workers, (writer, worker) =>
        {
            writer.Number("index", worker.Index >= 0 ? worker.Index : null);
            writer.WriteString("state", worker.State.ToString());
            writer.Number("taskId", worker.TaskId);
            writer.Text("taskName", worker.TaskId is { } id ? labels.GetValueOrDefault(id, $"task {id}") : null);
        });
        json.WriteStartObject("blocking");
        json.WriteNumber("threads", metrics.BlockingThreads);
        json.WriteNumber("idle", metrics.IdleBlockingThreads);
        json.WriteNumber("queued", metrics.BlockingQueueDepth);
        json.WriteEndObject();
        json.WriteNumber("extraThreads", metrics.CompensatingThreads);
        json.Number("timers", snapshot.Timers?.Pending);
        json.WriteNumber("queueDepth", counts.Queued - metrics.BlockingQueueDepth);
        json.WriteNumber("escapes", metrics.Escapes);
        json.Objects("lints", snapshot.Lints.Take(MostLints), (writer, lint) => LintJson.Write(writer, lint, runtime.Name));
        json.WriteNumber("lintsLeftOut", Math.Max(0, snapshot.Lints.Count - MostLints));
        json.Objects("cycles", snapshot.Cycles.Take(MostCycles), LintJson.WriteCycle);
        json.WriteNumber("cyclesLeftOut", Math.Max(0, snapshot.Cycles.Count - MostCycles));
    }
}
