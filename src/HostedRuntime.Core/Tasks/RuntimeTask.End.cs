using HostedRuntime.Tasks;

namespace HostedRuntime;

// The end of a task, and what happens with its fault.
public abstract partial class RuntimeTask
{
    /// <summary>Declares that no code will join the task. Its fault is then unhandled, whether it comes or has come. Any thread.</summary>
    internal void DetachTask()
    {
        // In this order: pairs with the process-wide barrier in TaskFault.Settle.
        _identity.Rest.IsDetached.Write(true);
        if (_joiners.IsClosedBadly)
            Fault?.Report();
    }

    private void EndAs(Task body, TaskPoller? next)
    {
        var error = BodyEnd.ErrorOf(body);
        if (error is null)
            Adopt(body);
        End(error, next);
    }

    /// <summary>
    /// Ends the task. A cancellation counts as one only if this task was aborted. Otherwise an await of an aborted child would make its
    /// parent look aborted.
    /// </summary>
    private void End(Exception? error, TaskPoller? next)
    {
        _body.Write(null);
        if (error is null)
        {
            _status = JoinStatus.Completed;
            Publish(next);
        }
        else if (error is OperationCanceledException && _state.IsAbortRequested)
        {
            _status = JoinStatus.Canceled;
            Publish(next);
        }
        else
        {
            EndFaulted(error, next);
        }

        // After the fault was listed: a shutdown that has counted all ends reports all faults that are left.
        Owner.CountEnd(this);
    }

    private void EndFaulted(Exception error, TaskPoller? next)
    {
        var fault = new TaskFault(this, error);
        _body.Write(fault);
        _status = JoinStatus.Faulted;
        fault.Settle(isAwaited: Publish(next) || Owner.AwaitsItsTasks, ref _identity.Rest.IsDetached);
    }

    private void OnCanceledBeforeStart()
    {
        Cancel();
        Owner.CountEnd(this);
    }

    /// <summary>Ends a task that never starts.</summary>
    private void Cancel()
    {
        _body.Write(null);
        _slot.TakeLent();
        _status = JoinStatus.Canceled;
        Publish(next: null);
    }

    /// <summary>Publishes the outcome. The caller counts the end after this.</summary>
    /// <remarks>Once all ends are counted, a shutdown reports. From then on every handle must show that its task has finished.</remarks>
    /// <returns>True if an awaiter gets the outcome; otherwise false.</returns>
    private bool Publish(TaskPoller? next)
    {
        if (_identity.Control is { } control)
        {
            EndSpan(control);
            control.Unlink();
        }

        _waits.Retire();
        Owner.Release(this, _state.IsSuspended);
        return _joiners.Close(_status == JoinStatus.Completed, next);
    }
}
