using System.Runtime.ExceptionServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tasks;

/// <summary>
/// What a body threw. Only a fault allocates this, and only this has a finalizer: collected before anybody looked, it reports
/// the fault once.
/// </summary>
internal sealed class TaskFault
{
    private readonly ExceptionDispatchInfo _exception;
    private readonly TaskOwner _owner;
    private readonly TaskInfo _task;
    private AtomicBool _isObserved;

    public TaskFault(RuntimeTask task, Exception exception)
    {
        _exception = ExceptionDispatchInfo.Capture(exception);
        _owner = task.Owner;
        _task = task.Describe();
    }

    ~TaskFault()
    {
        if (!_isObserved.Read())
            _owner.ReportUnobservedFault(_task, _exception.SourceException);
    }

    /// <summary>The exception, for a look that is no observation.</summary>
    public Exception Exception => _exception.SourceException;

    /// <summary>The exception; taking it is observing it.</summary>
    public Exception Observe()
    {
        if (!_isObserved.Read())
        {
            _isObserved.Write(true);
            GC.SuppressFinalize(this);
        }

        return _exception.SourceException;
    }

    /// <summary>Throws the body's own exception with the stack it had.</summary>
    public void Rethrow()
    {
        Observe();
        _exception.Throw();
    }
}
