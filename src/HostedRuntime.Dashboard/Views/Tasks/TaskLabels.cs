using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard;

/// <summary>Words for tasks and waits.</summary>
internal static class TaskLabels
{
    /// <summary>Returns the name, or "task 17" for a task without one.</summary>
    public static string Label(this TaskSnapshot task) => task.Name ?? $"task {task.Id}";

    /// <summary>Returns where the task was spawned, such as "Orders.cs:17".</summary>
    public static string Site(this TaskSnapshot task) => task.File.Length == 0 ? "BlockOn" : $"{task.File}:{task.Line}";

    /// <summary>
    /// Returns the waits in words, without what changes while the task waits, such as the time left of a sleep. Null if there are none.
    /// </summary>
    public static string? WaitsOn(this TaskSnapshot task)
        => task.Waits.Count == 0 ? null : string.Join(" and ", task.Waits.Select(Wanted).Distinct());

    /// <summary>Returns a wait in words, without what changes while the task waits.</summary>
    public static string Wanted(this WaitSnapshot wait) => wait switch
    {
        { Resource: { } resource } => $"{resource} ({wait.Purpose})",
        { TaskId: { } joined } => $"join of task {joined}",
        _ => wait.Text.Split(',')[0],
    };
}
