using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tasks;

/// <summary>
/// One fault in the list of <see cref="UnobservedFaults"/>, and a link of that list. It holds only the description of its task. Otherwise
/// the list would keep tasks alive, and the garbage collector would never find one whose handle no code holds.
/// </summary>
/// <remarks>
/// Invariant: a fault is claimed once, by its first observer or by its only report. Observer, end of the task, Detach, garbage collector
/// and shutdown may come in any order and at the same time. No fault is reported twice, and none is lost while one of them is still to
/// come.
/// </remarks>
internal sealed class FaultRecord(TaskInfo task, Exception exception)
{
    private AtomicBool _isClaimed;

    public TaskInfo Task => task;

    public Exception Exception => exception;

    /// <summary>Neighbours in the list, and the list. Guarded by the lock of <see cref="UnobservedFaults"/>.</summary>
    public FaultRecord? Next { get; set; }

    /// <inheritdoc cref="Next"/>
    public FaultRecord? Previous { get; set; }

    /// <inheritdoc cref="Next"/>
    public FaultList? List { get; set; }

    /// <summary>The clock's time when the record was listed. Guarded like <see cref="Next"/>.</summary>
    public TimeSpan ListedAt { get; set; }

    public bool IsClaimed => _isClaimed.Read();

    /// <summary>Claims the fault.</summary>
    /// <returns>True for one caller, which reports the fault or has observed it; otherwise false.</returns>
    public bool TryClaim() => !_isClaimed.Exchange(true);
}
