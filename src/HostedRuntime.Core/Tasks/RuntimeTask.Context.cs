using System.ComponentModel;
using HostedRuntime.Waiting;

namespace HostedRuntime;

// The task as SynchronizationContext: what the awaits of a body capture and the BCL calls. It is of no use to users of a handle, so each
// public member of the base is declared here once more, and hidden.
public abstract partial class RuntimeTask
{
    /// <inheritdoc cref="SynchronizationContext.Current"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static new SynchronizationContext? Current => SynchronizationContext.Current;

    /// <inheritdoc cref="SynchronizationContext.SetSynchronizationContext"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static new void SetSynchronizationContext(SynchronizationContext? syncContext) => SynchronizationContext.SetSynchronizationContext(syncContext);

    /// <summary>Returns whether the BCL calls <see cref="Wait"/> when the body blocks its thread.</summary>
    /// <returns>True.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public new bool IsWaitNotificationRequired() => base.IsWaitNotificationRequired();

    /// <summary>Called when an async void method of the body begins. Counts nothing, because no code waits for the method.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override void OperationStarted()
    {
    }

    /// <summary>Called when an async void method of the body ends.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override void OperationCompleted()
    {
    }

    /// <summary>
    /// Queues the callback to run in a poll of this task. It is never dropped, even after the end of the task and of its runtime.
    /// </summary>
    /// <param name="d">The callback. If it throws, the exception is an unhandled fault of the task.</param>
    /// <param name="state">Passed to the callback.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (!_state.IsStarted)
        {
            // A task that has not started was never a current context, so no await can have captured it. User code uses the handle as a
            // context by hand.
            base.Post(d, state);
            return;
        }

        var context = ThreadContext.Current;
        if (IsEnded)
            Owner.CountLatePost();
        else if (!ReferenceEquals(context.Task, this) && ReferenceEquals(state, s_onBodyEnded))
            Owner.CountEscape(this);
        // A foreign await was given the token, and firing the token resumes the body right here. This delivers the abort.
        if (ReferenceEquals(context.Aborting, this))
            _state.TryTakeAbort();
        var entry = Keep(d, state);
        if (ReferenceEquals(context.Task, this))
            Owner.ScheduleLast(entry, context);
        else
            Owner.Schedule(entry);
    }

    /// <summary>Runs the callback inline if it is called from this task.</summary>
    /// <param name="d">The callback.</param>
    /// <param name="state">Passed to the callback.</param>
    /// <exception cref="NotSupportedException">The caller is not this task: the call would block a thread on a task.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (!ReferenceEquals(ThreadContext.CurrentTask, this))
            throw new NotSupportedException("Send would block this thread until a worker ran the callback. Use Post, or spawn a task and await its handle.");
        d(state);
    }

    /// <summary>
    /// Called when the body blocks its thread (Task.Wait, a contended lock, a wait handle). A worker first reports this to its runtime,
    /// which can then replace the worker.
    /// </summary>
    /// <param name="waitHandles">The handles to wait for.</param>
    /// <param name="waitAll">True to wait for all handles; false for one of them.</param>
    /// <param name="millisecondsTimeout">The longest wait.</param>
    /// <returns>The index of the signaled handle, or the code of a timeout.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override int Wait(nint[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (!Owner.TryEnterWait())
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        try
        {
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }
        finally
        {
            Owner.LeaveWait();
        }
    }

    /// <summary>Returns this object: the task is its own context, and there are no copies.</summary>
    /// <returns>This object.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override SynchronizationContext CreateCopy() => this;
}
