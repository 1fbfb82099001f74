namespace HostedRuntime.Diagnostics;

/// <summary>The states of a worker.</summary>
public enum WorkerState
{
    /// <summary>The worker sleeps, because there is no work.</summary>
    Parked,

    /// <summary>The worker looks for work.</summary>
    Searching,

    /// <summary>The worker polls a task.</summary>
    Polling,

    /// <summary>The worker polls a task that blocks the thread, in a wait that the runtime was told of.</summary>
    Blocked,

    /// <summary>The worker has been in one poll for <see cref="RuntimeOptions.StallThreshold"/>.</summary>
    Stalled,
}

/// <summary>Describes a worker at one moment.</summary>
public sealed record WorkerSnapshot
{
    /// <summary>The index of the worker; -1 for a thread that blocks in its task and whose core another thread has got.</summary>
    public required int Index { get; init; }

    /// <summary>The state at that moment.</summary>
    public WorkerState State { get; init; }

    /// <summary>The id of the task that the worker polls; null if it polls none.</summary>
    public long? TaskId { get; init; }

    /// <summary>How long the poll has lasted at least; null if no poll lasts long enough to be known.</summary>
    public TimeSpan? PollingFor { get; init; }

    /// <summary>The call that blocks the thread, in words; null if that is not known.</summary>
    public string? BlockedIn { get; init; }

    /// <summary>The number of tasks in the worker's own queue.</summary>
    public int QueueDepth { get; init; }
}

/// <summary>Describes the timers of a runtime.</summary>
/// <param name="Pending">The number of timers, including idle ones that are kept for their next use.</param>
public sealed record TimersSnapshot(int Pending);
