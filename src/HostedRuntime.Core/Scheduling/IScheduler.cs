using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Where the ready tasks of a runtime go, and what runs them: all that one flavor does differently from another. Thread-safe
/// unless it says otherwise.
/// </summary>
internal interface IScheduler
{
    /// <summary>What each worker has counted, by index. Empty for a flavor without workers.</summary>
    IReadOnlyList<WorkerCounters> Counters { get; }

    /// <summary>This thread's own counters, if it is a worker of this scheduler.</summary>
    WorkerCounters? CountersOfThisThread { get; }

    /// <summary>Tasks that wait for whichever worker comes first.</summary>
    int QueueDepth { get; }

    /// <summary>Threads that stand in for blocked ones.</summary>
    int ExtraThreads { get; }

    /// <summary>Runs what was scheduled until now, and from now on. Once.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread for us: nothing has run or changed, and it may be called again.</exception>
    void Start();

    /// <summary>Changes how long a poll may last before it is a stall. Not beside <see cref="Start"/>, nor after a <see cref="Stop"/> has begun.</summary>
    void WatchStalls(TimeSpan threshold, bool isStarted);

    /// <summary>Queues a task that became ready. After <see cref="Stop"/> it goes to the ThreadPool, unless it never started.</summary>
    void Schedule(RuntimeTask task);

    /// <summary>Queues a task that gave up its turn; with the cell of this thread.</summary>
    void ScheduleLast(RuntimeTask task, PollCell here);

    /// <summary>The body that this thread polls is about to block it. True: the runtime goes on without it, and <see cref="LeaveWait"/> must follow.</summary>
    bool TryEnterWait();

    /// <summary>This thread goes on.</summary>
    void LeaveWait();

    /// <summary>The tasks that threads of this scheduler's own poll right now.</summary>
    IReadOnlyCollection<RuntimeTask> Polling();

    /// <summary>The end: each thread leaves after the poll that it is in; what is queued is cancelled or goes to the ThreadPool. Once, also without a start.</summary>
    void Stop();

    /// <summary>Waits for the threads that poll nothing; for each as long as the timeout.</summary>
    void JoinThreads(TimeSpan timeout);
}
