using System.Text;
using HostedRuntime.Waiting;

namespace HostedRuntime.Testing;

/// <summary>Writes what tasks wait for, and for whom.</summary>
internal static class WaitText
{
    // More would hide the cause. Picked by hand.
    private const int MostTasks = 20;

    /// <summary>Returns a line for each task.</summary>
    public static string Of(List<RuntimeTask> tasks, TaskTable table)
    {
        var text = new StringBuilder();
        foreach (var task in tasks.Take(MostTasks))
            text.Append('\n').Append("  ").Append(LineOf(task, table));
        if (tasks.Count > MostTasks)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n  and {tasks.Count - MostTasks} more");
        return text.ToString();
    }

    /// <summary>Returns a line for each task, those that wait for each other in a cycle first.</summary>
    public static string Of(List<List<StuckTask>> cycles, List<RuntimeTask> tasks, TaskTable table)
    {
        var text = new StringBuilder();
        foreach (var cycle in cycles)
        {
            text.Append("\n  a cycle: ");
            text.AppendJoin(", ", cycle.Select(stuck => table.Of(stuck.Task).Label)).Append(", and again the first");
        }

        var inCycle = cycles.SelectMany(static cycle => cycle).Select(static stuck => stuck.Task).ToList();
        text.Append(Of(inCycle, table));
        text.Append(Of(tasks.FindAll(task => !inCycle.Contains(task)), table));
        return text.ToString();
    }

    /// <summary>Returns the objects of the waits, with their names: "AsyncMutex 'stock', held by 'sell'".</summary>
    public static string Of(List<WaitView> waits) => string.Join(", and ", waits.Select(static wait => Named(wait)));

    /// <summary>Returns whether a task waits for a notification that is not stored.</summary>
    public static bool WaitsForNotification(RuntimeTask task)
    {
        var waits = new List<WaitView>();
        task.LookAtWaits(waits);
        return waits.Exists(static wait => wait.Target is Sync.NotifyCore);
    }

    private static string Named(WaitView wait)
    {
        if ((wait.Target as IResource)?.Identity.Name is not { } name)
            return wait.Text;
        // The first word is the type: "AsyncMutex, held by ...", "mpsc read, 0 items".
        var end = wait.Text.AsSpan().IndexOfAny(' ', ',');
        return wait.Text.Insert(end < 0 ? wait.Text.Length : end, $" '{name}'");
    }

    private static string LineOf(RuntimeTask task, TaskTable table)
    {
        var waits = new List<WaitView>();
        task.LookAtWaits(waits);
        var label = table.Of(task).Label;
        var site = $"(spawned at {task.Site.FileName}:{task.Site.Line})";
        if (waits.Count > 0)
            return $"{label} waits for {table.Translate(Of(waits))} {site}";
        if (!task.IsStarted)
            return $"{label} has not started {site}";
        if (task.IsBlocking)
            return $"{label} blocks its thread {site}";
        return $"{label} waits for {ForeignFinder.Describe(task) ?? "something that cannot be told"}, which is no primitive of the runtime {site}";
    }
}
