namespace HostedRuntime.Scheduling;

/// <summary>What a worker counts. Written by its thread alone, without interlocked operations; read by others a moment late.</summary>
internal class WorkerCounters
{
    public long Polls { get; set; }

    public long Steals { get; set; }

    public long Parks { get; set; }

    public long Spawned { get; set; }

    public long Ended { get; set; }

    /// <summary>Stopwatch ticks inside polls, where times are measured.</summary>
    public long BusyTicks { get; set; }

    /// <summary>Tasks in the worker's own queue.</summary>
    public virtual int QueueDepth => 0;
}
