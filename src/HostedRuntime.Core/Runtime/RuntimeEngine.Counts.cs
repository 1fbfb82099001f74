using HostedRuntime.Atomics;
using HostedRuntime.Scheduling;

namespace HostedRuntime;

// The counts of a runtime: its tasks from the spawn to the outcome, and rare events. A worker counts in its own counters, without
// interlocked operations; other threads share counters.
internal abstract partial class RuntimeEngine
{
    private readonly ExternalSpawnCounters _outside = new();
    private AtomicLong _refused;
    private AtomicLong _escapes;
    private AtomicLong _latePosts;

    public long Spawned => _outside.Spawned.Read() + Scheduler.Counters.Sum(static worker => worker.Spawned);

    /// <summary>The number of tasks that were admitted and have ended.</summary>
    public long Ended => _outside.Ended + Scheduler.Counters.Sum(static worker => worker.Ended);

    /// <summary>The number of tasks whose body returned.</summary>
    public long Completed => _outside.Completed.Read() + Scheduler.Counters.Sum(static worker => worker.Completed);

    /// <summary>The number of tasks that ended as cancelled, including those that were refused because the runtime was ending.</summary>
    public long Canceled => _refused.Read() + _outside.Canceled.Read() + Scheduler.Counters.Sum(static worker => worker.Canceled);

    /// <summary>The number of faulted tasks, by the type of their exception.</summary>
    public FaultCounts FaultsByType { get; } = new();

    public long Escapes => _escapes.Read();

    public long LatePosts => _latePosts.Read();

    /// <summary>The number of tasks that have not ended. Reads the ends first, so a result of zero means that no task is alive.</summary>
    /// <remarks>
    /// The counters of workers are written by plain stores. That is enough: a spawn is counted before the task is published by a release,
    /// and its end after the compare-exchange that started it. So a thread that sees the end and reads in order also sees the spawn, on
    /// Arm64 too.
    /// </remarks>
    public long Alive
    {
        get
        {
            var ended = Ended + _refused.Read();
            Fence.Loads();
            return Spawned - ended;
        }
    }

    public override void CountEnd(RuntimeTask task) => CountEnd(task, Scheduler.CountersOfThisThread);

    public override void CountBusy(long ticks)
    {
        if (Scheduler.CountersOfThisThread is { } own)
            own.BusyTicks += ticks;
    }

    public override void CountEscape(RuntimeTask task)
    {
        _escapes.Add(1);
        EscapeSites.Add(task.Site);
    }

    public override void CountLatePost() => _latePosts.Add(1);

    /// <summary>Counts a task out by its outcome, with the counters of this thread if it has any.</summary>
    protected void CountEnd(RuntimeTask task, WorkerCounters? own)
    {
        if (task.Status == JoinStatus.Completed && own is not null)
            own.Completed++;
        else
            CountOtherEnd(task, own);
        if (State == RuntimeState.Draining)
            _shutdown.OnTaskEnded();
    }

    private void CountOtherEnd(RuntimeTask task, WorkerCounters? own)
    {
        switch (task.Status)
        {
            case JoinStatus.Completed:
                _outside.Completed.Add(1);
                break;
            case JoinStatus.Canceled when own is not null:
                own.Canceled++;
                break;
            case JoinStatus.Canceled:
                _outside.Canceled.Add(1);
                break;
            default:
                // By type first: a reader that has seen all ends also sees their types.
                if (task.Fault is { } fault)
                    FaultsByType.Add(fault.Exception);
                if (own is not null)
                    own.Faulted++;
                else
                    _outside.Faulted.Add(1);
                break;
        }
    }

    private void CountSpawned(WorkerCounters? own)
    {
        if (own is not null)
            own.Spawned++;
        else
            _outside.Spawned.Add(1);
    }
}
