using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;

namespace HostedRuntime;

/// <summary>
/// Finds the tasks that have run and not ended: suspended ones in the list of the runtime, running ones on their threads.
/// </summary>
internal static class LiveTasks
{
    public static HashSet<RuntimeTask> Running(RuntimeEngine runtime)
    {
        var running = new HashSet<RuntimeTask>(runtime.Scheduler.Polling(), ReferenceEqualityComparer.Instance);
        running.UnionWith(runtime.Pool.Polling());
        running.UnionWith(PoolPoll.Polling().Where(task => ReferenceEquals(task.Owner.Root, runtime)));
        running.RemoveWhere(static task => task.IsEnded);
        return running;
    }

    /// <summary>The tasks that a thread polls, in all runtimes of the process.</summary>
    public static HashSet<RuntimeTask> RunningAnywhere() => [.. LiveRuntimes.All().SelectMany(Running)];

    /// <summary>Returns whether a thread polls the task.</summary>
    public static bool IsRunning(RuntimeTask task) => task.Owner.Root is RuntimeEngine runtime && Running(runtime).Contains(task);

    public static HashSet<RuntimeTask> All(RuntimeEngine runtime)
    {
        var all = Running(runtime);
        all.UnionWith(runtime.Tasks.Snapshot());
        all.RemoveWhere(static task => task.IsEnded);
        return all;
    }

    /// <param name="runtime">The runtime.</param>
    /// <param name="most">How many tasks are described.</param>
    /// <param name="stacks">How many of them are described with their stack.</param>
    public static IReadOnlyList<TaskInfo> Describe(RuntimeEngine runtime, int most = int.MaxValue, int stacks = 0)
    {
        // In this order: if a task of the list is polled by no thread after it was found there, it is suspended.
        var all = All(runtime);
        var running = Running(runtime);
        return [.. all
            .Take(most)
            .Select((task, index) => Describe(task, running.Contains(task) || task.Owner is BlockOnPump { IsAwake: true }, withStack: index < stacks))
            .OrderBy(static info => info.Id)];
    }

    private static TaskInfo Describe(RuntimeTask task, bool isRunning, bool withStack)
    {
        var info = task.Describe(isRunning ? TaskState.Running : null);
        return withStack && !isRunning && task.CaptureStack() is { } captured ? info with { Stack = captured.Stack } : info;
    }
}
