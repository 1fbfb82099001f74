using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The runtime's side of <see cref="UnobservedFaults"/>: says how long to wait, and passes on what is found. Called under no lock. Any
/// thread.
/// </summary>
internal interface IFaultListener
{
    /// <summary>The clock that measures the delay; perhaps the user's.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>
    /// The time after which a fault that nobody awaited is worth a warning; <see cref="Timeout.InfiniteTimeSpan"/>: never.
    /// </summary>
    TimeSpan FaultObservationDelay { get; }

    /// <summary>Nobody has awaited the task for that delay. Somebody still may.</summary>
    void OnUnobserved(TaskInfo task, Exception exception);

    /// <summary>Nobody will await the task any more. Called once for a fault at most.</summary>
    void OnUnhandled(TaskInfo task, Exception exception);

    /// <summary>
    /// The task of an unclaimed fault was collected. On the finalizer thread: the fault has to be reported on another one.
    /// </summary>
    void OnCollected(FaultRecord record);
}
