using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Views;

/// <summary>A resource with the tasks that wait in it.</summary>
internal static class ResourceDetail
{
    /// <summary>Returns the resource as a JSON object; null if the frame has no such resource.</summary>
    public static string? Of(Frame frame, long id)
    {
        if (ResourceRows.All(frame).FirstOrDefault(entry => entry.Row.Resource.Id == id) is not { } entry)
            return null;
        var queue = (from runtime in frame.Runtimes
                     from task in runtime.Snapshot.Tasks
                     from wait in task.Waits
                     where wait.Resource?.Id == id
                     orderby task.WaitingFor ?? TimeSpan.MinValue descending, task.Id
                     select (Runtime: runtime.Name, Task: task, Wait: wait)).ToList();
        return JsonText.Object(json =>
        {
            json.WriteString("key", entry.Key);
            json.WriteString("at", frame.At.ToString("O"));
            ResourceRows.Write(json, entry);
            foreach (var age in ResourceRows.Ages(entry.Row))
                json.Figure(age.Name, age.Seconds);
            json.Objects("queue", queue.Take(ViewQuery.MostRows), static (writer, waiter) =>
            {
                writer.WriteNumber("taskId", waiter.Task.Id);
                writer.WriteString("runtime", waiter.Runtime);
                writer.Text("label", waiter.Task.Label());
                writer.Text("purpose", waiter.Wait.Purpose);
                writer.Text("text", waiter.Wait.Text);
                writer.Seconds("waitingForS", waiter.Task.WaitingFor);
                writer.Text("site", waiter.Task.Site());
            });
            json.WriteNumber("othersWaiting", Math.Max(0, entry.Row.Waiters - Math.Min(queue.Count, ViewQuery.MostRows)));
            json.Objects("lintsFull", entry.Lints, (writer, lint) => LintJson.Write(writer, lint, entry.Runtime));
        });
    }
}
