using HostedRuntime;

namespace Concepts.Diagnostics;

/// <summary>Finds out which tasks wait for a lock or a channel, for example for a command of an operator.</summary>
public static class WaitersOf
{
    /// <summary>Returns a line for each task that waits in a resource of this name: the task, its place, and what it waits for.</summary>
    public static IReadOnlyList<string> Resource(IRuntime runtime, string name)
        =>
        [
            .. from task in runtime.CaptureSnapshot().Tasks
               from wait in task.Waits
               where wait.Resource?.Name == name
               select $"{task.Name ?? $"task {task.Id}"}, spawned at {task.File}, waits for {wait.Resource} ({wait.Purpose})",
        ];
}
