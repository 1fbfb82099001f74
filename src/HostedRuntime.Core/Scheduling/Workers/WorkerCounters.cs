namespace HostedRuntime.Scheduling;

/// <summary>
/// The counters of a worker. Only its thread writes them, without interlocked operations; other threads may read old values.
/// </summary>
internal class WorkerCounters
{
    public long Polls { get; set; }

    public long Steals { get; set; }

    public long Parks { get; set; }

    public long Spawned { get; set; }

    public long Ended { get; set; }

    /// <summary>The time inside polls in Stopwatch ticks, if times are measured.</summary>
    public long BusyTicks { get; set; }

    /// <summary>The number of tasks in the worker's own queue.</summary>
    public virtual int QueueDepth => 0;
}
