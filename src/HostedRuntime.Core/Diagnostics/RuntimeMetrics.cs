namespace HostedRuntime.Diagnostics;

/// <summary>The figures of one worker since the runtime started.</summary>
public sealed record WorkerMetrics
{
    /// <summary>How many polls the worker has done.</summary>
    public long Polls { get; init; }

    /// <summary>How many tasks the worker has stolen from other workers.</summary>
    public long Steals { get; init; }

    /// <summary>How often the worker went to sleep because there was no work.</summary>
    public long Parks { get; init; }

    /// <summary>The time inside polls. Zero without <see cref="RuntimeOptions.MeasureTaskTimes"/>.</summary>
    public TimeSpan Busy { get; init; }

    /// <summary>The number of tasks in the worker's own queue.</summary>
    public int LocalQueueDepth { get; init; }
}

/// <summary>
/// The figures of a runtime. They are read while its threads go on, so figures that belong together may be from slightly different moments.
/// </summary>
public sealed record RuntimeMetrics
{
    /// <summary>The number of tasks spawned since the start, including blocking ones and those refused at shutdown.</summary>
    public long SpawnedTasks { get; init; }

    /// <summary>The number of tasks that have not ended.</summary>
    public int AliveTasks { get; init; }

    /// <summary>
    /// The number of threads beyond the configured ones, which run tasks in place of workers whose bodies block or stall.
    /// </summary>
    public int CompensatingThreads { get; init; }

    /// <summary>
    /// The number of tasks in the injection queue, which takes tasks from threads that are no workers. In flavors with one queue, the
    /// number of all ready tasks.
    /// </summary>
    public int GlobalQueueDepth { get; init; }

    /// <summary>The number of threads of the blocking pool.</summary>
    public int BlockingThreads { get; init; }

    /// <summary>The number of threads of the blocking pool that wait for work.</summary>
    public int IdleBlockingThreads { get; init; }

    /// <summary>The highest number of threads that the blocking pool has had at the same time.</summary>
    public int PeakBlockingThreads { get; init; }

    /// <summary>The number of blocking tasks that wait for a thread.</summary>
    public int BlockingQueueDepth { get; init; }

    /// <summary>
    /// The number of bodies that ended on a thread of another owner, because a foreign <c>ConfigureAwait(false)</c> had taken them there.
    /// From that await on they ran on the ThreadPool, where aborts do not reach their waits and nothing isolates them.
    /// </summary>
    public long Escapes { get; init; }

    /// <summary>The number of callbacks that were posted to a task after its end. They ran on the runtime nevertheless.</summary>
    public long LatePosts { get; init; }

    /// <summary>
    /// The figures of each worker, by index. Workers that stood in for stalled ones follow the configured ones. Empty if the ThreadPool
    /// runs the tasks.
    /// </summary>
    public IReadOnlyList<WorkerMetrics> Workers { get; init; } = [];
}
