using System.ComponentModel;
using HostedRuntime.Waiting;

namespace HostedRuntime;

// What the awaits of a body capture and what the BCL tells it: the task as SynchronizationContext. A user of a handle has no use for any of it, so
// each public member of the base is declared here once more, and hidden.
public abstract partial class RuntimeTask
{
    /// <inheritdoc cref="SynchronizationContext.Current"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static new SynchronizationContext? Current => SynchronizationContext.Current;

    /// <inheritdoc cref="SynchronizationContext.SetSynchronizationContext"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static new void SetSynchronizationContext(SynchronizationContext? syncContext) => SynchronizationContext.SetSynchronizationContext(syncContext);

    /// <summary>Whether the BCL calls <see cref="Wait"/> when the body blocks its thread.</summary>
    /// <returns>True.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public new bool IsWaitNotificationRequired() => base.IsWaitNotificationRequired();

    /// <summary>An async void method of the body began. Nothing is counted: nobody waits for it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override void OperationStarted()
    {
    }

    /// <summary>An async void method of the body ended.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override void OperationCompleted()
    {
    }

    /// <summary>Queues the callback to run in a poll of this task. Never dropped, also after the end of the task and of its runtime.</summary>
    /// <param name="d">The callback. What it throws is an unhandled fault of the task.</param>
    /// <param name="state">Handed to the callback.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override void Post(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (!_word.IsStarted)
        {
            // Never current anywhere, so no await can have captured it: somebody uses the handle as a context by hand.
            base.Post(d, state);
            return;
        }

        var context = ThreadContext.Current;
        if (IsEnded)
            Owner.CountLatePost();
        else if (!ReferenceEquals(context.Task, this) && ReferenceEquals(state, s_onBodyEnded))
            Owner.CountEscape();
        // A foreign await was given the token, and the firing of it resumes the body right here: that is the delivery.
        if (ReferenceEquals(context.Aborting, this))
            _word.TryTakeAbort();
        var entry = Keep(d, state);
        if (ReferenceEquals(context.Task, this))
            Owner.ScheduleLast(entry, context);
        else
            Owner.Schedule(entry);
    }

    /// <summary>Runs the callback inline when called from this task.</summary>
    /// <param name="d">The callback.</param>
    /// <param name="state">Handed to the callback.</param>
    /// <exception cref="NotSupportedException">Called from anywhere else: that would block a thread on a task.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (!ReferenceEquals(ThreadContext.CurrentTask, this))
            throw new NotSupportedException("Send would block this thread until a worker ran the callback. Use Post, or spawn a task and await its handle.");
        d(state);
    }

    /// <summary>The body blocks its thread (Task.Wait, a contended lock, a wait handle): a worker says so to its runtime first, which goes on without it.</summary>
    /// <param name="waitHandles">What is waited for.</param>
    /// <param name="waitAll">For all of it, or for one.</param>
    /// <param name="millisecondsTimeout">For how long.</param>
    /// <returns>Which one it was.</returns>
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

    /// <summary>The context of a task is the task: there are no copies.</summary>
    /// <returns>This object.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed override SynchronizationContext CreateCopy() => this;
}
