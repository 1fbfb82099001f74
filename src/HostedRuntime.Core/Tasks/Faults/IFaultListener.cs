using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The runtime's side of <see cref="UnobservedFaults"/>: knows how long to wait, and passes on the faults that were found. Called under
/// no lock. Any thread.
/// </summary>
internal interface IFaultListener
{
    /// <summary>The clock that measures the delay; perhaps the user's.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>
    /// The time after which to warn of a fault that no code has observed; <see cref="Timeout.InfiniteTimeSpan"/> if never.
    /// </summary>
    TimeSpan FaultObservationDelay { get; }

    /// <summary>Warns of a fault that no code has observed for that delay. It may still be observed.</summary>
    void OnUnobserved(TaskInfo task, Exception exception);

    /// <summary>Reports a fault that no code will observe any more. Called at most once for a fault.</summary>
    void OnUnhandled(TaskInfo task, Exception exception);

    /// <summary>
    /// Called when the task of an unclaimed fault was collected. Runs on the finalizer thread, so the fault has to be reported on another
    /// thread.
    /// </summary>
    void OnCollected(FaultRecord record);
}
