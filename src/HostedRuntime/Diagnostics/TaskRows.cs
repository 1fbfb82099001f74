using System.Text;

namespace HostedRuntime.Diagnostics;

/// <summary>Writes what tasks hold and want as lines below a message of the log.</summary>
internal static class TaskRows
{
    private static readonly SnapshotOptions s_resources = new() { MaxTasks = 1_000, WithStacks = false };

    /// <summary>
    /// Returns a line for each lock or permit that one of the tasks holds. Without a name a lock is found only if a task waits for it.
    /// </summary>
    /// <param name="runtime">The runtime; null if the log does not know it, and then nothing is found.</param>
    /// <param name="tasks">The ids of the tasks.</param>
    public static string Held(IRuntime? runtime, params IReadOnlyCollection<long> tasks)
    {
        if (runtime is null || tasks.Count == 0)
            return "";
        var lines = new StringBuilder();
        foreach (var resource in runtime.CaptureSnapshot(s_resources).Resources)
        {
            foreach (var hold in resource.Holders.Where(hold => hold.TaskId is { } id && tasks.Contains(id)))
                Line(lines, $"  {hold.Label} holds {resource.Resource} ({hold.What}), for which {resource.Waiters} {(resource.Waiters == 1 ? "waits" : "wait")}");
        }

        return lines.ToString();
    }

    /// <summary>Returns the rows of the members of a deadlock: name, spawn site, what each holds and wants, stack.</summary>
    public static string Of(DeadlockCycle cycle)
    {
        var lines = new StringBuilder();
        foreach (var member in cycle.Members)
        {
            Line(lines, $"  {NameOf(member.Task)} of runtime '{member.Runtime}', spawned at {(member.Task.File.Length == 0 ? "BlockOn" : $"{member.Task.File}:{member.Task.Line}")}");
            // The task before it in the cycle waits for what this one holds, or for this task itself.
            foreach (var wanted in cycle.Members.Where(other => other.HeldBy == member.Task.Id).Select(static other => other.Wants))
                Line(lines, wanted.Resource is { } held ? $"    holds {held} ({wanted.Purpose})" : "    is waited for until its end");
            Line(lines, $"    waits for {(member.Wants.Resource is { } resource ? $"{resource} ({member.Wants.Purpose})" : member.Wants.Text)}");
            foreach (var line in member.Task.Stack?.ToString().Split('\n') ?? [])
                Line(lines, $"      {line}");
        }

        return lines.ToString();
    }

    private static string NameOf(TaskSnapshot task) => task.Name is null ? $"task {task.Id}" : $"'{task.Name}' (task {task.Id})";

    private static void Line(StringBuilder lines, string line) => lines.Append(Environment.NewLine).Append(line);
}
