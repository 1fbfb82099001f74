using System.Diagnostics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>Reads the counters of a runtime while its threads go on.</summary>
internal static class MetricsReader
{
    public static RuntimeMetrics Read(RuntimeEngine runtime)
    {
        var pool = runtime.Pool.Counts;
        return new RuntimeMetrics
        {
            // The difference may be negative: a task whose linked token has fired ends before it is counted in.
            AliveTasks = (int)Math.Max(0, runtime.Alive),
            SpawnedTasks = runtime.Spawned,
            CompensatingThreads = runtime.Scheduler.ExtraThreads,
            GlobalQueueDepth = runtime.Scheduler.QueueDepth,
            BlockingThreads = pool.Threads,
            IdleBlockingThreads = pool.Idle,
            PeakBlockingThreads = pool.Peak,
            BlockingQueueDepth = pool.Queued,
            Escapes = runtime.Escapes,
            LatePosts = runtime.LatePosts,
            Workers = [.. runtime.Scheduler.Counters.Select(static worker => new WorkerMetrics
            {
                Polls = worker.Polls,
                Steals = worker.Steals,
                Parks = worker.Parks,
                Busy = Stopwatch.GetElapsedTime(0, worker.BusyTicks),
                LocalQueueDepth = worker.QueueDepth,
            })],
        };
    }
}
