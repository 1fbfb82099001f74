using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>Says in words who has a lock: for the debugger, for <see cref="Diagnostics.TaskInfo.WaitsOn"/>, and for waits that look like a mistake.</summary>
internal static class LockHolder
{
    // As many as fit one line of a debugger.
    private const int MostNames = 3;

    /// <param name="holder">What the lock noted: a task, where code off the tasks went on, or nothing.</param>
    public static string Label(object? holder) => holder is IWaitingTask task ? task.Label : "code outside of tasks";

    public static string LabelReaders(object?[] readers)
        => $"{(readers.Length == 1 ? "reader" : $"{readers.Length} readers:")} {LabelSome(readers)}";

    /// <summary>Some names, and how many more.</summary>
    public static string LabelSome(object?[] holders)
    {
        var names = string.Join(", ", holders.Take(MostNames).Select(Label));
        var more = holders.Length - MostNames;
        return more > 0 ? $"{names} and {more} more" : names;
    }

    /// <param name="lockName">The type of the lock.</param>
    /// <param name="isHeld">False: it was released just now.</param>
    /// <param name="holder">Who has it.</param>
    /// <param name="asker">Who wants it.</param>
    public static string Describe(string lockName, bool isHeld, object? holder, object? asker)
    {
        if (!isHeld)
            return lockName;
        return holder is not null && ReferenceEquals(holder, asker)
            ? $"{lockName}, held by the same task"
            : $"{lockName}, held by {Label(holder)}";
    }

    /// <summary>
    /// A task asks for a mutex that it holds. Not an error for certain, since another branch of it may be the one that holds, so it is
    /// said and not thrown, once for each lock.
    /// </summary>
    [Conditional("DEBUG")]
    public static void ReportSelfWait(string lockName, IWaitingTask task, ref bool wasSaid)
    {
        if (wasSaid)
            return;
        wasSaid = true;
        Debug.WriteLine($"{lockName}: {task.Label} waits for a lock that it holds. The locks are not reentrant: unless a parallel branch of the task releases it, it waits for ever.");
    }

    /// <summary>A task that reads asks to read again, behind a writer who waits for it to end.</summary>
    [Conditional("DEBUG")]
    public static void ReportReadBehindWriter(string lockName, IWaitingTask task, ref bool wasSaid)
    {
        if (wasSaid)
            return;
        wasSaid = true;
        Debug.WriteLine($"{lockName}: {task.Label} reads and asks to read again behind a writer that waits. Unless a parallel branch of the task ends the first read, both wait for ever. Read once, and hand the guard on.");
    }
}
