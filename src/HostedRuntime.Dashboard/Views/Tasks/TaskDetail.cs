using System.Globalization;
using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Views;

/// <summary>All that a frame knows about one task.</summary>
internal static class TaskDetail
{
    // A parent spawned its children before them, so there is no circle; a wrong note must not lead to one.
    private const int MostParents = 32;
    private const int MostChildren = 100;

    /// <summary>Returns the task as a JSON object; null if the frame has no such task.</summary>
    public static string? Of(Frame frame, string runtime, long id)
    {
        if (frame.Runtimes.FirstOrDefault(candidate => candidate.Name == runtime) is not { } found)
            return null;
        var entries = TaskRows.All(found).ToList();
        if (entries.Find(entry => entry.Task.Id == id) is not { } entry)
            return frame.Ended.FirstOrDefault(ended => ended.Task.Id == id && ended.Runtime == runtime) is { } gone ? Ended(frame, gone) : null;
        return JsonText.Object(json =>
        {
            json.WriteString("key", entry.Key);
            json.WriteString("at", frame.At.ToString("O"));
            TaskRows.Write(json, entry, WireText.Most);
            foreach (var age in TaskRows.Ages(entry.Task))
                json.Figure(age.Name, age.Seconds);
            WriteStack(json, entry.Task);
            json.Objects("waits", entry.Task.Waits, LintJson.WriteWait);
            json.Objects("parents", Parents(entries, entry.Task), WriteLink);
            var children = entries.FindAll(child => child.Task.ParentId == id);
            json.Objects("children", children.Take(MostChildren), static (writer, child) => WriteLink(writer, (child.Task.Id, child.Task)));
            json.WriteNumber("childrenLeftOut", Math.Max(0, children.Count - MostChildren));
            json.Objects("holds", Held(frame, id), static (writer, held) =>
            {
                LintJson.WriteResource(writer, "resource", held.Resource);
                writer.Text("what", held.What);
                writer.WriteNumber("waiters", held.Waiters);
            });
            json.Objects("lintsFull", entry.Lints, (writer, lint) => LintJson.Write(writer, lint, runtime));
        });
    }

    /// <summary>Returns the last row of a task that has ended since.</summary>
    private static string Ended(Frame frame, EndedTask ended) => JsonText.Object(json =>
    {
        json.WriteString("key", ended.Task.Id.ToString(CultureInfo.InvariantCulture));
        json.WriteString("at", frame.At.ToString("O"));
        EndedRows.Write(json, ended, WireText.Most);
        json.Figure("endedAgoS", (frame.At - ended.EndedAt).TotalSeconds);
        json.Objects("waits", ended.Task.Waits, LintJson.WriteWait);
        foreach (var list in (string[])["parents", "children", "holds", "lintsFull"])
            json.Texts(list, []);
        json.WriteNumber("childrenLeftOut", 0);
    });

    private static void WriteStack(Utf8JsonWriter json, TaskSnapshot task)
    {
        if (task.Stack is not { } stack)
            return;
        json.Text("stackText", stack.ToString(), WireText.Most);
        json.WriteStartObject("stack");
        WriteStack(json, stack);
        json.WriteEndObject();
    }

    private static void WriteStack(Utf8JsonWriter json, AsyncStack stack)
    {
        json.Texts("methods", stack.Methods);
        json.WriteString("end", stack.End.ToString());
        json.Text("waitsOn", stack.WaitsOn);
        json.Objects("branches", stack.Branches, WriteStack);
        json.WriteNumber("moreBranches", stack.MoreBranches);
        json.Text("note", stack.Note);
    }

    private static IEnumerable<(long Id, TaskSnapshot? Task)> Parents(List<TaskEntry> entries, TaskSnapshot task)
    {
        for (var (parent, steps) = (task.ParentId, 0); parent is { } id && steps < MostParents; steps++)
        {
            var found = entries.Find(entry => entry.Task.Id == id)?.Task;
            yield return (id, found);
            parent = found?.ParentId;
        }
    }

    private static void WriteLink(Utf8JsonWriter json, (long Id, TaskSnapshot? Task) link)
    {
        json.WriteNumber("id", link.Id);
        json.Text("label", link.Task?.Label() ?? $"task {link.Id}");
        json.Text("state", link.Task?.State.ToString() ?? "Ended");
        json.Text("site", link.Task?.Site());
    }

    private static IEnumerable<(ResourceRef Resource, string What, int Waiters)> Held(Frame frame, long id)
        => from entry in ResourceRows.All(frame)
           from holder in entry.Row.Holders
           where holder.TaskId == id
           select (entry.Row.Resource, holder.What, entry.Row.Waiters);
}
