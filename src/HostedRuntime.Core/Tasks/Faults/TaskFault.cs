using System.Runtime.ExceptionServices;
using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The exception of a body that threw; other tasks have no such object. Only the task refers to it, so its finalizer runs when no code
/// holds the handle any more. If the fault is not observed by then, it is reported.
/// </summary>
internal sealed class TaskFault
{
    private readonly ExceptionDispatchInfo _exception;
    private readonly UnobservedFaults _faults;
    private readonly FaultRecord? _record;

    public TaskFault(RuntimeTask task, Exception exception)
    {
        _exception = ExceptionDispatchInfo.Capture(exception);
        _faults = task.Owner.Faults;
        // Assigned last, because the finalizer also runs after a constructor that threw.
        _record = new FaultRecord(task.Describe(), exception);
    }

    ~TaskFault()
    {
        if (_record is { } record)
            _faults.OnCollected(record);
    }

    /// <summary>The exception. Reading this property does not observe the fault.</summary>
    public Exception Exception => _exception.SourceException;

    /// <summary>True once code has observed the fault, or it was reported as unhandled.</summary>
    public bool IsObserved => _record!.IsClaimed;

    /// <summary>Observes the fault and returns the exception.</summary>
    public Exception Observe()
    {
        GC.SuppressFinalize(this);
        _faults.Observe(_record!);
        return _exception.SourceException;
    }

    /// <summary>Observes the fault and throws the body's own exception, with its stack trace.</summary>
    public void Rethrow()
    {
        Observe();
        _exception.Throw();
    }

    /// <summary>Reports the fault as unhandled, unless it was observed.</summary>
    public void Report()
    {
        GC.SuppressFinalize(this);
        _faults.Report(_record!);
    }

    /// <summary>
    /// Decides whether the fault is reported now or may still be awaited. Called once, at the end of the task, after its joiners were
    /// notified.
    /// </summary>
    /// <param name="isAwaited">True if an awaiter got the outcome.</param>
    /// <param name="isDetached">Set by <see cref="JoinHandle.Detach"/>.</param>
    public void Settle(bool isAwaited, ref AtomicBool isDetached)
    {
        if (isAwaited)
        {
            Observe();
            return;
        }

        // Pairs with Detach, which stores its flag and loads the end of the task without a fence of its own. After this barrier, either the
        // flag is visible here, or Detach sees the end and reports the fault itself. The cost is here because most tasks are detached and
        // few fail.
        Fence.ProcessWide();
        if (isDetached.Read())
            Report();
        else
            _faults.Add(_record!);
    }
}
