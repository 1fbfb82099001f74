using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Queues the ready tasks of a runtime and runs them. Everything that one flavor does differently from another is behind this interface.
/// Any thread, unless a member says otherwise.
/// </summary>
internal interface IScheduler
{
    /// <summary>The counters of each worker, by index. Empty for a flavor without workers.</summary>
    IReadOnlyList<WorkerCounters> Counters { get; }

    /// <summary>The counters of this thread if it is a worker of this scheduler; otherwise null.</summary>
    WorkerCounters? CountersOfThisThread { get; }

    /// <summary>The number of queued tasks that any worker may take.</summary>
    int QueueDepth { get; }

    /// <summary>The number of threads beyond the configured workers, which run in place of blocked or stuck ones.</summary>
    int ExtraThreads { get; }

    /// <summary>Starts to run tasks, beginning with those that were scheduled before. Called once.</summary>
    /// <exception cref="ThreadUnavailableException">The system has no thread left. Nothing has run or changed, and the call can be
    /// repeated.</exception>
    void Start();

    /// <summary>
    /// Changes how long a poll may last before it is a stall. Not called at the same time as <see cref="Start"/>, nor after
    /// <see cref="Stop"/> has begun.
    /// </summary>
    void WatchStalls(TimeSpan threshold, bool isStarted);

    /// <summary>
    /// Queues a task that became ready. After <see cref="Stop"/> a task that has started goes to the ThreadPool, and any other is
    /// cancelled.
    /// </summary>
    void Schedule(RuntimeTask task);

    /// <summary>Queues a task that yields, behind everything that is queued. <paramref name="here"/> is the state of this thread.</summary>
    void ScheduleLast(RuntimeTask task, ThreadContext here);

    /// <summary>Notes that the body which this thread polls is about to block the thread.</summary>
    /// <returns>True if the runtime has noted it: <see cref="LeaveWait"/> must follow. Otherwise false.</returns>
    bool TryEnterWait();

    /// <summary>Ends a wait for which <see cref="TryEnterWait"/> returned true, on the same thread.</summary>
    void LeaveWait();

    /// <summary>False only while no thread of the scheduler is awake. Always true for a flavor that does not know.</summary>
    bool IsAwake { get; }

    /// <summary>Asks for the delay of the next task that becomes ready; see <see cref="DelayProbe"/>.</summary>
    void MeasureDelay();

    /// <summary>Describes each worker and the task that it polls. Empty for a flavor without workers.</summary>
    /// <param name="stallThreshold">From which length on a poll is a stall.</param>
    IReadOnlyList<WorkerView> LookAtWorkers(TimeSpan stallThreshold);

    /// <summary>Returns the tasks that the scheduler's own threads poll at the moment.</summary>
    IReadOnlyCollection<RuntimeTask> Polling();

    /// <summary>
    /// Ends the scheduler. Each thread ends after its current poll; what is queued is cancelled or goes to the ThreadPool. Called once,
    /// even without a start.
    /// </summary>
    void Stop();

    /// <summary>Waits for the end of each thread that polls nothing, at most for the timeout each time.</summary>
    void JoinThreads(TimeSpan timeout);
}
