using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>Reads the counters of a runtime without stopping anybody.</summary>
internal static class MetricsReader
{
    public static RuntimeMetrics Read(WorkStealingRuntime runtime)
    {
        var pool = runtime.Pool.Counts;
        return new RuntimeMetrics
        {
            // A task whose linked token had fired ends before it is counted in.
            AliveTasks = (int)Math.Max(0, runtime.Alive),
            SpawnedTasks = runtime.Spawned,
            CompensatingThreads = runtime.Scheduler.Crew.ExtraThreads,
            GlobalQueueDepth = runtime.Scheduler.Injection.Count,
            BlockingThreads = pool.Threads,
            IdleBlockingThreads = pool.Idle,
            PeakBlockingThreads = pool.Peak,
            BlockingQueueDepth = pool.Queued,
            Workers = [.. runtime.Scheduler.Cores.Select(static core => new WorkerMetrics
            {
                Polls = core.Polls,
                Steals = core.Steals,
                Parks = core.Parks,
                LocalQueueDepth = core.Queue.Count,
            })],
        };
    }
}
