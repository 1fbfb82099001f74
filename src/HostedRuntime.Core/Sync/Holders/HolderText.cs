using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// Describes the holder of a lock for the debugger, for <see cref="Diagnostics.TaskInfo.WaitsOn"/>, and for reports of waits that look like
/// a mistake.
/// </summary>
internal static class HolderText
{
    // As many names as fit in one line of a debugger.
    private const int MaxNames = 3;

    /// <summary>Returns the name of a holder for a description.</summary>
    /// <param name="holder">The object that the lock noted: a task, the target of a continuation outside of tasks, or null.</param>
    public static string Label(object? holder) => holder is IWaitingTask task ? task.Label : "code outside of tasks";

    public static string LabelReaders(object?[] readers)
        => $"{(readers.Length == 1 ? "reader" : $"{readers.Length} readers:")} {LabelSome(readers)}";

    /// <summary>Returns some names and how many more there are.</summary>
    public static string LabelSome(object?[] holders)
    {
        var names = string.Join(", ", holders.Take(MaxNames).Select(Label));
        var more = holders.Length - MaxNames;
        return more > 0 ? $"{names} and {more} more" : names;
    }

    /// <param name="lockName">The type of the lock.</param>
    /// <param name="isHeld">False if the lock was released just now.</param>
    /// <param name="holder">The holder of the lock.</param>
    /// <param name="requester">The task that waits for the lock.</param>
    public static string Describe(string lockName, bool isHeld, object? holder, object? requester)
    {
        if (!isHeld)
            return lockName;
        return holder is not null && ReferenceEquals(holder, requester)
            ? $"{lockName}, held by the same task"
            : $"{lockName}, held by {Label(holder)}";
    }

    /// <summary>
    /// Reports a task that asks for a lock that it holds. This may be correct, because another branch of the task may be the holder. So it
    /// is reported once for each lock, and not thrown.
    /// </summary>
    [Conditional("DEBUG")]
    public static void ReportSelfWait(string lockName, IWaitingTask task, ref bool wasSaid)
    {
        if (wasSaid)
            return;
        wasSaid = true;
        Debug.WriteLine($"{lockName}: {task.Label} waits for a lock that it holds. The locks are not reentrant: unless a parallel branch of the task releases it, it waits for ever.");
    }

    /// <summary>Reports a task that reads and asks to read again, behind a writer that waits for its first read to end.</summary>
    [Conditional("DEBUG")]
    public static void ReportReadBehindWriter(string lockName, IWaitingTask task, ref bool wasSaid)
    {
        if (wasSaid)
            return;
        wasSaid = true;
        Debug.WriteLine($"{lockName}: {task.Label} reads and asks to read again behind a writer that waits. Unless a parallel branch of the task ends the first read, both wait for ever. Read once, and hand the guard on.");
    }
}
