using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// The owner of a task: a runtime, or a part of one that passes calls on to it. It admits, schedules and counts its tasks.
/// </summary>
internal abstract class TaskOwner
{
    /// <summary>The runtime itself, at the end of the chain of owners.</summary>
    public virtual TaskOwner Root => this;

    /// <summary>The probe that carries times of tasks to listeners. Only the probe of <see cref="Root"/> is used.</summary>
    public virtual RuntimeProbe Probe => RuntimeProbe.None;

    /// <summary>The measurement of how long ready tasks wait; null for an owner outside a runtime.</summary>
    public virtual DelayProbe? Delays => null;

    /// <summary>Whether each task keeps <see cref="Tasks.TaskTimes"/>.</summary>
    public bool MeasuresTimes { get; protected init; }

    /// <summary>The reason why the tasks of this owner cannot run yet, in words; null if they can run.</summary>
    public virtual string? WhyTasksWait => null;

    /// <summary>The name of tasks that were spawned without one; null if they have none.</summary>
    public virtual string? NameOfUnnamed => null;

    /// <summary>Whether a task of this owner has a span, if a listener wants it.</summary>
    public virtual bool TracesTasks => true;

    /// <summary>The clock for the waits of the tasks.</summary>
    public virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>The token that fires when this owner begins to stop.</summary>
    public virtual CancellationToken Stopping => CancellationToken.None;

    /// <summary>True once every task has to be aborted, including tasks that start later.</summary>
    public abstract bool IsAborting { get; }

    /// <summary>Admits a new task: counts it and queues it for its start.</summary>
    /// <returns>True if it was admitted; false if the shutdown has begun. The task is then cancelled.</returns>
    public abstract bool TryAdmit(RuntimeTask task);

    /// <summary>Admits a new task for the blocking pool.</summary>
    /// <returns>True if it was admitted; false if the shutdown has begun. The task is then cancelled.</returns>
    /// <exception cref="BlockingQueueFullException">The pool has no place for the task, which is cancelled.</exception>
    public abstract bool TryAdmitBlocking(RuntimeTask task);

    /// <summary>Waits for a place in the blocking pool, if places are limited. <see cref="AdmitToBlockingPlace"/> must follow.</summary>
    public virtual ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => default;

    /// <summary>Admits a new blocking task that has its place.</summary>
    /// <returns>True if it was admitted; false if the shutdown has begun. The task is then cancelled.</returns>
    public virtual bool AdmitToBlockingPlace(RuntimeTask task) => TryAdmitBlocking(task);

    /// <summary>Counts a new task as refused, and cancels it.</summary>
    public virtual void Refuse(RuntimeTask task) => task.TryCancelBeforeStart();

    /// <summary>
    /// Admits a new task, blocking or not, that starts later: counts it and queues nothing. One call of <see cref="Start"/> must follow,
    /// even if the task has ended meanwhile.
    /// </summary>
    /// <returns>True if it was admitted; false if the shutdown has begun. The task is then cancelled.</returns>
    /// <exception cref="BlockingQueueFullException">
    /// The pool has no place for the task, which is cancelled. <see cref="Start"/> must not follow.
    /// </exception>
    public abstract bool TryAdmitUnstarted(RuntimeTask task);

    /// <summary>
    /// Admits the body of a BlockOn: counts and lists it, and queues nothing, because the caller of BlockOn polls it. If the shutdown has
    /// begun, the task is cancelled, unless it is a part of a task.
    /// </summary>
    public virtual void AdmitBody(RuntimeTask task, bool isPartOfTask) => TryAdmitUnstarted(task);

    /// <summary>
    /// Queues a task that <see cref="TryAdmitUnstarted"/> took for its start. If the task has ended meanwhile, only gives back what its
    /// admission took.
    /// </summary>
    public abstract void Start(RuntimeTask task);

    /// <summary>
    /// Queues one more poll of a task. Never refuses: after the end of the runtime the task is polled on the ThreadPool. Any thread.
    /// </summary>
    public abstract void Schedule(RuntimeTask task);

    /// <summary>
    /// Queues one more poll of a task, which goes on with a finished wait. An owner that can passes the wait directly to the poll;
    /// otherwise the wait is stored in the task's resume slot.
    /// </summary>
    public virtual void Schedule(RuntimeTask task, Resumption wait) => Schedule(task.Keep(wait));

    /// <summary>Queues one more poll of a task, behind everything that is queued already.</summary>
    /// <param name="task">The task.</param>
    /// <param name="here">The state of this thread. Passed along, because each read of a thread static costs a call.</param>
    public abstract void ScheduleLast(RuntimeTask task, ThreadContext here);

    /// <summary>
    /// Queues one more poll of a task, behind everything that is queued already. The poll runs the callback. An owner that can passes it
    /// directly to the poll; otherwise the callback is stored in the task's resume slot.
    /// </summary>
    public virtual void ScheduleLast(RuntimeTask task, Delegate callback, object? state, ThreadContext here) => ScheduleLast(task.Keep(callback, state), here);

    /// <summary>
    /// Called when the body is about to block this thread. If the thread is a worker, its core may be transferred to another thread
    /// meanwhile.
    /// </summary>
    /// <returns>True if <see cref="LeaveWait"/> must follow; otherwise false.</returns>
    public abstract bool TryEnterWait();

    /// <summary>Ends what <see cref="TryEnterWait"/> began. The thread may no longer be a worker.</summary>
    public abstract void LeaveWait();

    /// <summary>Adds the task to the owner's list. Called when the body suspends for the first time.</summary>
    public abstract void Register(RuntimeTask task);

    /// <summary>Removes the task. Called once, when the body has ended or will never start, before the outcome is visible.</summary>
    public abstract void Release(RuntimeTask task, bool registered);

    /// <summary>
    /// Counts the end of a task by its outcome. This is the last step of a task: its outcome is visible, and its joiners have been
    /// notified.
    /// </summary>
    public abstract void CountEnd(RuntimeTask task);

    /// <summary>Adds the duration of a poll of this thread, in ticks. Called only if times are measured.</summary>
    public virtual void CountBusy(long ticks)
    {
    }

    /// <summary>
    /// Counts a body that ended outside of its runtime's threads, because a foreign ConfigureAwait(false) had taken it there.
    /// </summary>
    public virtual void CountEscape(RuntimeTask task)
    {
    }

    /// <summary>Counts a callback that was posted to a task that had ended.</summary>
    public virtual void CountLatePost()
    {
    }

    /// <summary>True if the code that creates a task always awaits its outcome, without a joiner; otherwise false.</summary>
    public virtual bool AwaitsItsTasks => false;

    /// <summary>The list of the faults of the tasks that are not observed yet.</summary>
    public abstract UnobservedFaults Faults { get; }

    /// <summary>Reports a fault that belongs to no outcome, for example of an async void method or of a callback that was posted.</summary>
    public abstract void ReportFault(RuntimeTask task, Exception exception);
}
