using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>All that a task may ask of who runs it.</summary>
internal abstract class TaskOwner
{
    /// <summary>The runtime at the bottom: an owner may stand before another.</summary>
    public virtual TaskOwner Root => this;

    /// <summary>Whether each task keeps <see cref="Tasks.TaskTimes"/>.</summary>
    public bool MeasuresTimes { get; protected init; }

    /// <summary>Why none of its tasks can run yet, in words; null if they can.</summary>
    public virtual string? WhyTasksWait => null;

    /// <summary>What its tasks are called that were given no name; null: nothing.</summary>
    public virtual string? NameOfUnnamed => null;

    /// <summary>The clock by which its tasks wait.</summary>
    public virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>Fires when the runtime begins to stop, or the part of it that this is.</summary>
    public virtual CancellationToken Stopping => CancellationToken.None;

    /// <summary>True once every task is to be aborted, the ones that start from now on included.</summary>
    public abstract bool IsAborting { get; }

    /// <summary>Takes a new task: counts it and queues it for its start. False after shutdown began: the task is cancelled already.</summary>
    public abstract bool TryAdmit(RuntimeTask task);

    /// <summary>The same for the blocking pool.</summary>
    /// <exception cref="BlockingQueueFullException">The pool has no place for it; the task is cancelled.</exception>
    public abstract bool TryAdmitBlocking(RuntimeTask task);

    /// <summary>Waits for a place in the blocking pool, where those are limited. It has to be used: by <see cref="AdmitToBlockingPlace"/>.</summary>
    public virtual ValueTask TakeBlockingPlaceAsync(CancellationToken ct) => default;

    /// <summary>Takes a new blocking task for which there is a place. False after shutdown began: the task is cancelled already.</summary>
    public virtual bool AdmitToBlockingPlace(RuntimeTask task) => TryAdmitBlocking(task);

    /// <summary>Counts a new task as refused, and cancels it.</summary>
    public virtual void Refuse(RuntimeTask task) => task.TryForestall();

    /// <summary>
    /// Takes a new task, blocking or not, that has to wait for its turn: counts it and queues nothing. <see cref="Start"/> must follow once,
    /// whatever became of the task. False after shutdown began: it is cancelled already.
    /// </summary>
    /// <exception cref="BlockingQueueFullException">The pool has no place for it; the task is cancelled, and nothing must follow.</exception>
    public abstract bool TryAdmitUnstarted(RuntimeTask task);

    /// <summary>
    /// Takes the body of a BlockOn: counts and lists it, and queues nothing, because its caller has it polled. After shutdown began it is
    /// cancelled already, unless it is a part of a task.
    /// </summary>
    public virtual void AdmitBody(RuntimeTask task, bool isPartOfTask) => TryAdmitUnstarted(task);

    /// <summary>Queues a task for its start that <see cref="TryAdmitUnstarted"/> took; one that has ended meanwhile it lets go.</summary>
    public abstract void Start(RuntimeTask task);

    /// <summary>Queues one more poll of a task. Thread-safe, at any time, never refused: after the end it goes to the ThreadPool.</summary>
    public abstract void Schedule(RuntimeTask task);

    /// <summary>The same, to go on with a wait that is over. Who can takes the wait along to the poll; else it goes through the task's slot.</summary>
    public virtual void Schedule(RuntimeTask task, PendingWait wait) => Schedule(task.Keep(wait));

    /// <summary>Like <see cref="Schedule(RuntimeTask)"/>, behind everything that is queued already.</summary>
    /// <param name="task">What to poll.</param>
    /// <param name="here">The cell of this thread: each visit to a thread static is a call of 2 to 3 ns.</param>
    public abstract void ScheduleLast(RuntimeTask task, PollCell here);

    /// <summary>The same, to go on with that. Who can takes it along to the poll; else it goes through the task's slot.</summary>
    public virtual void ScheduleLast(RuntimeTask task, Delegate callback, object? state, PollCell here) => ScheduleLast(task.Keep(callback, state), here);

    /// <summary>
    /// The body is about to block this thread. On a worker the runtime has to go on without it: true, and then
    /// <see cref="LeaveWait"/> must follow.
    /// </summary>
    public abstract bool TryEnterWait();

    /// <summary>The thread goes on, perhaps not as a worker any more.</summary>
    public abstract void LeaveWait();

    /// <summary>The body suspended for the first time: from now on the task is reached through the owner's list.</summary>
    public abstract void Register(RuntimeTask task);

    /// <summary>The body ended, or never will start. Called once, before anyone can see the outcome.</summary>
    public abstract void Release(RuntimeTask task, bool registered);

    /// <summary>The outcome is visible and the joiners are told. The last thing that happens to a task.</summary>
    public abstract void CountEnd();

    /// <summary>A poll of this thread took that many ticks; told only where times are measured.</summary>
    public virtual void CountBusy(long ticks)
    {
    }

    /// <summary>The body ended on another thread than its runtime's: a foreign ConfigureAwait(false) had taken it there.</summary>
    public virtual void CountEscape()
    {
    }

    /// <summary>Something was posted to a task that had ended.</summary>
    public virtual void CountLatePost()
    {
    }

    /// <summary>True if the code that made a task awaits its outcome in any case, without a joiner; otherwise false.</summary>
    public virtual bool AwaitsItsTasks => false;

    /// <summary>Where the faults of its tasks are until somebody observes them.</summary>
    public abstract UnobservedFaults Faults { get; }

    /// <summary>A fault that belongs to no outcome: an async void method's, a raw post's.</summary>
    public abstract void ReportFault(RuntimeTask task, Exception exception);
}
