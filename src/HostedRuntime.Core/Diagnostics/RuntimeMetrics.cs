namespace HostedRuntime.Diagnostics;

/// <summary>One worker's figures since the runtime started.</summary>
public sealed record WorkerMetrics
{
    /// <summary>Runs of a task.</summary>
    public long Polls { get; init; }

    /// <summary>Tasks taken from other workers.</summary>
    public long Steals { get; init; }

    /// <summary>Times that it went to sleep for lack of work.</summary>
    public long Parks { get; init; }

    /// <summary>Time inside polls; kept only with <see cref="RuntimeOptions.MeasureTaskTimes"/>.</summary>
    public TimeSpan Busy { get; init; }

    /// <summary>Tasks in its own queue.</summary>
    public int LocalQueueDepth { get; init; }
}

/// <summary>A runtime's figures at one moment. Read without stopping anybody: each is true, together they may be a moment apart.</summary>
public sealed record RuntimeMetrics
{
    /// <summary>Tasks spawned since the start, blocking ones and those refused at shutdown included.</summary>
    public long SpawnedTasks { get; init; }

    /// <summary>Tasks that have not ended.</summary>
    public int AliveTasks { get; init; }

    /// <summary>Threads that stand in for workers whose bodies block right now.</summary>
    public int CompensatingThreads { get; init; }

    /// <summary>Tasks in the injection queue, which takes what is spawned from outside the workers; in flavors with one queue all that are ready.</summary>
    public int GlobalQueueDepth { get; init; }

    /// <summary>Threads of the blocking pool.</summary>
    public int BlockingThreads { get; init; }

    /// <summary>Threads of the blocking pool that wait for work.</summary>
    public int IdleBlockingThreads { get; init; }

    /// <summary>The most threads that the blocking pool ever had at the same time.</summary>
    public int PeakBlockingThreads { get; init; }

    /// <summary>Blocking tasks that wait for a thread.</summary>
    public int BlockingQueueDepth { get; init; }

    /// <summary>
    /// Bodies that ended on a thread that is not the runtime's, because a foreign <c>ConfigureAwait(false)</c> had taken them there: from that
    /// await on they ran on the ThreadPool, without abort points and isolation.
    /// </summary>
    public long Escapes { get; init; }

    /// <summary>Callbacks that were posted to a task after its end, and run on the runtime all the same.</summary>
    public long LatePosts { get; init; }

    /// <summary>One entry a worker, by index; after the configured ones those that stood in for stalled ones, if there were any; none where the ThreadPool runs the tasks.</summary>
    public IReadOnlyList<WorkerMetrics> Workers { get; init; } = [];
}
