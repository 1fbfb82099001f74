using System.Globalization;
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
            // The worst first. A stall lasts, so the rows do not jump; other states change all the time.
            .OrderByDescending(static entry => entry.Worker.State == WorkerState.Stalled)
            .ToList();
        var rows = all.Take(query.Top).Select((entry, number) => Row(entry.Runtime, entry.Worker, number, frame.Lanes)).ToList();
        // The stalls are rows too, so that each goes over the wire once. They come after the workers.
        var stalls = frame.Stalls.Where(stall => query.Runtime is null || stall.Runtime == query.Runtime).Select(stall => StallRow(stall, frame.At));
        return new([.. rows, .. stalls], all.Count - rows.Count, JsonText.Members(json =>
        {
            json.WriteNumber("workers", rows.Count);
            json.Figure("sampleHz", Math.Round(frame.Lanes?.SamplesPerSecond ?? 0, 1));
            json.WriteNumber("laneS", Lane.Seconds);
        }));
    }

    private static WireRow Row(RuntimeFrame runtime, WorkerSnapshot worker, int number, LaneView? lanes)
    {
        // Blocked threads that have lost their cores have no index. They are told apart by their tasks.
        var key = worker.Index >= 0 ? $"{worker.Index}" : worker.TaskId is { } blocked ? $"task/{blocked}" : $"row/{number}";
        var task = runtime.Snapshot.Tasks.FirstOrDefault(task => task.Id == worker.TaskId);
        var totals = runtime.Rates.TotalsOf(worker.Index);
        return new WireRow(
            $"{runtime.Name}/{key}",
            JsonText.Members(json =>
            {
                json.WriteString("runtime", runtime.Name);
                json.Number("index", IndexOf(worker.Index));
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

    private static int? IndexOf(int worker) => worker >= 0 ? worker : null;

    private static WireRow StallRow(Stall stall, DateTimeOffset now)
    {
        var lasts = stall.SeenAt == now;
        return new WireRow(
            string.Create(CultureInfo.InvariantCulture, $"stall/{stall.Task.Id}/{stall.Task.Polls}"),
            JsonText.Members(json =>
            {
                json.WriteBoolean("isStall", true);
                json.WriteString("runtime", stall.Runtime);
                json.Number("index", IndexOf(stall.Worker));
                json.WriteNumber("taskId", stall.Task.Id);
                json.Text("taskName", stall.Task.Label());
                json.Text("site", stall.Task.Site());
                json.WriteBoolean("lasts", lasts);
                json.Figure("beganAtS", Math.Round((stall.BeganAt - DateTimeOffset.UnixEpoch).TotalSeconds, 1));
                if (!lasts)
                    json.Seconds("lastedS", stall.SeenAt - stall.BeganAt);
                json.Text("blockedIn", stall.BlockedIn);
                json.Text("stackText", stall.Task.Stack is { } stack ? string.Join('\n', stack.Methods) : null, WireText.Most);
            }),
            lasts ? [new WireAge("lastingS", (stall.SeenAt - stall.BeganAt).TotalSeconds)] : []);
    }
}
