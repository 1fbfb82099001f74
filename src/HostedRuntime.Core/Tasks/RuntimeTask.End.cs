using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

// How a task ends, and what becomes of its fault.
public abstract partial class RuntimeTask
{
    /// <summary>Nobody will await the task: its fault, past or future, is unhandled. Any thread.</summary>
    internal void DetachTask()
    {
        // In this order: pairs with the process-wide barrier in TaskFault.Settle.
        _identity.Rest.IsDetached.Write(true);
        if (_joiners.IsClosedBadly)
            Fault?.Report();
    }

    private void EndAs(Task body, PollCell? next)
    {
        var error = BodyEnd.ErrorOf(body);
        if (error is null)
            Adopt(body);
        End(error, next);
    }

    /// <summary>Canceled only if the task itself was aborted: else awaiting an aborted child would make the parent look aborted.</summary>
    private void End(Exception? error, PollCell? next)
    {
        _body.Write(null);
        if (error is null)
        {
            _status = JoinStatus.Completed;
            Publish(next);
        }
        else if (error is OperationCanceledException && _word.IsAbortRequested)
        {
            _status = JoinStatus.Canceled;
            Publish(next);
        }
        else
        {
            EndFaulted(error, next);
        }

        // After the fault has its place: a shutdown that has counted all tasks out reports all faults that are left.
        Owner.CountEnd();
    }

    private void EndFaulted(Exception error, PollCell? next)
    {
        var fault = new TaskFault(this, error);
        _body.Write(fault);
        _status = JoinStatus.Faulted;
        fault.Settle(isAwaited: Publish(next) || Owner.AwaitsItsTasks, ref _identity.Rest.IsDetached);
    }

    private void Forestalled()
    {
        Cancel();
        Owner.CountEnd();
    }

    /// <summary>The end of a task that never starts.</summary>
    private void Cancel()
    {
        _body.Write(null);
        _slot.TakeLent();
        _status = JoinStatus.Canceled;
        Publish(next: null);
    }

    /// <summary>
    /// The outcome is there for all. The end is counted after this: once all are counted out, a shutdown reports, and every handle must
    /// say that it is finished.
    /// </summary>
    /// <returns>True if an awaiter gets the outcome; otherwise false.</returns>
    private bool Publish(PollCell? next)
    {
        _identity.Control?.Unlink();
        _waits.Retire();
        Owner.Release(this, _word.IsSuspended);
        return _joiners.Close(_status == JoinStatus.Completed, next);
    }
}
