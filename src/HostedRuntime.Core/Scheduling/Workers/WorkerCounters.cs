namespace HostedRuntime.Scheduling;

/// <summary>
/// The counters of a worker. Only its thread writes them, without interlocked operations; other threads may read old values.
/// </summary>
internal class WorkerCounters
{
    private WorkerClock _clock;

    public long Polls { get; set; }

    public long Steals { get; set; }

    public long Parks { get; set; }

    public long Spawned { get; set; }

    public long Completed { get; set; }

    public long Canceled { get; set; }

    public long Faulted { get; set; }

    /// <summary>
    /// The number of tasks that ended here. A sum, because a counter of its own could be read before the counter of its outcome.
    /// </summary>
    public long Ended => Completed + Canceled + Faulted;

    /// <summary>The time inside polls in Stopwatch ticks, if times are measured.</summary>
    public long BusyTicks { get; set; }

    /// <summary>How long the worker was parked, and how long not.</summary>
    public ref WorkerClock Clock => ref _clock;

    /// <summary>The number of tasks in the worker's own queue.</summary>
    public virtual int QueueDepth => 0;
}
