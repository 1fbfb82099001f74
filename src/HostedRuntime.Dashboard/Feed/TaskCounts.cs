using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Feed;

/// <summary>The tasks of a runtime that have not ended, by what they do. The numbers are of slightly different moments.</summary>
/// <param name="Running">The tasks that a thread runs.</param>
/// <param name="Waiting">The suspended tasks.</param>
/// <param name="Queued">The tasks in the queues of the workers and of the blocking pool.</param>
internal readonly record struct TaskCounts(int Running, int Waiting, int Queued)
{
    /// <summary>Returns the counts.</summary>
    /// <param name="metrics">The counters of the runtime.</param>
    /// <param name="workers">Its workers. Without them, tasks on workers count as waiting.</param>
    public static TaskCounts Of(RuntimeMetrics metrics, IReadOnlyList<WorkerSnapshot>? workers = null)
    {
        var queued = metrics.GlobalQueueDepth + metrics.Workers.Sum(static worker => worker.LocalQueueDepth) + metrics.BlockingQueueDepth;
        var running = Math.Max(0, metrics.BlockingThreads - metrics.IdleBlockingThreads) + (workers?.Count(static worker => worker.TaskId is not null) ?? 0);
        return new(running, Math.Max(0, metrics.AliveTasks - queued - running), queued);
    }
}
