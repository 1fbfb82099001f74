using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A row for each worker, with what it did in the last half minute.</summary>
internal static class WorkerRows
{
    public static ViewRows Of(Frame frame, ViewQuery query)
    {
        var all = frame.Runtimes
            .SelectMany(static runtime => runtime.Snapshot.Workers.Select(worker => (Runtime: runtime, Worker: worker)))
            .Where(entry => query.MatchesState(entry.Worker.State.ToString()))
            .ToList();
        var rows = all.Take(query.Top).Select(entry => Row(entry.Runtime, entry.Worker, frame.Lanes)).ToList();
        return new(rows, all.Count - rows.Count, JsonText.Members(json =>
        {
            json.Figure("sampleHz", Math.Round(frame.Lanes?.SamplesPerSecond ?? 0, 1));
            json.WriteNumber("laneS", Lane.Seconds);
        }));
    }

    private static WireRow Row(RuntimeFrame runtime, WorkerSnapshot worker, LaneView? lanes)
    {
        var task = runtime.Snapshot.Tasks.FirstOrDefault(task => task.Id == worker.TaskId);
        var totals = runtime.Rates.TotalsOf(worker.Index);
        return new WireRow(
            $"{runtime.Name}/{worker.Index}",
            JsonText.Members(json =>
            {
                json.WriteString("runtime", runtime.Name);
                json.WriteNumber("index", worker.Index);
                json.WriteString("state", worker.State.ToString());
                json.Number("taskId", worker.TaskId);
                json.Text("taskName", worker.TaskId is { } id ? task?.Label() ?? $"task {id}" : null);
                json.Text("site", task?.Site());
                json.Text("blockedIn", worker.BlockedIn);
                json.WriteNumber("queueDepth", worker.QueueDepth);
                json.Number("polls", totals?.Polls);
                json.Number("steals", totals?.Steals);
                json.Number("parks", totals?.Parks);
                json.Figure("pollsPerS", runtime.Rates.PollsOf(worker.Index) is { } polls ? Math.Round(polls, 1) : null);
                json.Texts("lints", runtime.Snapshot.Lints.Where(lint => worker.TaskId is not null && lint.TaskId == worker.TaskId).Select(static lint => lint.Code).Distinct());
                json.Objects("lane", lanes?.Of(runtime.Name, worker.Index) ?? [], static (writer, cell) =>
                {
                    writer.WriteNumber("fromS", cell.From);
                    writer.WriteNumber("toS", cell.To);
                    writer.Text("task", cell.Task);
                    writer.WriteNumber("busy", cell.Busy);
                });
            }),
            worker.PollingFor is { } time ? [new WireAge("pollingForS", time.TotalSeconds)] : []);
    }
}
