using System.Runtime.ExceptionServices;
using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// What a body threw. Only a fault allocates this. The task alone refers to it, so its finalizer runs when nobody holds the handle any
/// more: if nobody has looked at the fault by then, that is reported.
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
        // Last: the finalizer also runs after a constructor that threw.
        _record = new FaultRecord(task.Describe(), exception);
    }

    ~TaskFault()
    {
        if (_record is { } record)
            _faults.OnCollected(record);
    }

    /// <summary>The exception, for a look that is no observation.</summary>
    public Exception Exception => _exception.SourceException;

    /// <summary>The exception. Taking it observes the fault.</summary>
    public Exception Observe()
    {
        GC.SuppressFinalize(this);
        _faults.Observe(_record!);
        return _exception.SourceException;
    }

    /// <summary>Throws the body's own exception with the stack it had.</summary>
    public void Rethrow()
    {
        Observe();
        _exception.Throw();
    }

    /// <summary>Reports the fault as unhandled, unless somebody has observed it.</summary>
    public void Report()
    {
        GC.SuppressFinalize(this);
        _faults.Report(_record!);
    }

    /// <summary>
    /// Called once, at the end of the task, when its joiners know. Decides whether the fault is reported now or may still be awaited.
    /// </summary>
    /// <param name="isAwaited">An awaiter got the outcome.</param>
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
