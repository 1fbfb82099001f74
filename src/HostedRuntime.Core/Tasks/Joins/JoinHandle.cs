using System.Diagnostics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// A spawned task. Await it for its end, abort it, or drop the handle to let it run on its own. Thread-safe; any number of awaits.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>JoinHandle</c>, with .NET's exceptions: <c>await</c> rethrows the exception of the body. One
/// object is work item, state and handle. It is not disposable: if you drop the handle, the task is detached and keeps running.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(JoinHandleDebugView))]
public abstract class JoinHandle : RuntimeTask
{
    private protected JoinHandle(TaskOwner owner, Delegate body, in SpawnOptions options, in SpawnSite site) : base(owner, body, options, site)
    {
    }

    /// <summary>A number that is unique in this process. The numbers do not follow the order of spawning.</summary>
    public long Id => TaskId;

    /// <summary>The name given in <see cref="SpawnOptions.Name"/>.</summary>
    public new string? Name => base.Name;

    /// <summary>The time at which the task was spawned, exact to about 15 ms.</summary>
    public DateTimeOffset SpawnedAt => SpawnTime;

    /// <summary>True once the body has ended: it completed or faulted, or it was cancelled and its cleanup is done.</summary>
    public bool IsFinished => IsEnded;

    /// <summary>A handle that can abort the task and does not keep its result alive.</summary>
    public AbortHandle AbortHandle => new(Control);

    /// <summary>
    /// Asks the task to end. A task that has not started never runs. In a started task the token fires, and a pending wait throws
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <remarks>
    /// <para>Returns at once; await the handle for the end. Callbacks on the token run on the calling thread.</para>
    /// <para>Each call is delivered once: to all pending waits on HostedRuntime's primitives, or to a foreign await that was given the
    /// token. If there is neither, the next wait on our primitives that would suspend throws. Awaits after that work again, so that cleanup
    /// code can await.</para>
    /// <para>A foreign await (a socket, another library's lock) ends early only if it was given the task's token. A body that swallows the
    /// exception and returns is completed, not cancelled. A blocking body that has started is only reached by its token.</para>
    /// </remarks>
    public void Abort() => AbortTask();

    /// <summary>
    /// Declares that no code will await the task, which keeps running. If it faults, the fault is reported as unhandled at once.
    /// </summary>
    /// <remarks>
    /// <para>The fault is reported at the end of the task, or by this call if the task has ended already. The report goes to
    /// <see cref="RuntimeHooks.TaskFaulted"/>, and then <see cref="RuntimeOptions.UnhandledFaults"/> applies.</para>
    /// <para>An await of the task still works. If the await began before the end, it observes the fault. Without this call a fault is
    /// reported when the handle was collected, or at the runtime's shutdown; see <see cref="RuntimeOptions.FaultObservationDelay"/>.
    /// Thread-safe and idempotent.</para>
    /// <para>If the call comes before the task starts, the span of the task is the root of its own trace. To be certain of that, use
    /// <see cref="SpawnOptions.Detach"/> instead.</para>
    /// </remarks>
    public void Detach() => DetachTask();

    /// <summary>For <c>await using</c>: leaving the scope aborts the task and waits for its end.</summary>
    /// <returns>A disposable that never throws the task's fault.</returns>
    public AbortOnDispose AbortOnDispose() => new(this);

    /// <summary>Waits for the end and returns the outcome as a value.</summary>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <returns>The outcome. Reading its exception observes a fault.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    public ValueTask<JoinResult> JoinAsync(CancellationToken cancellationToken = default)
        => JoinWait<JoinResult>.Start(this, static task => new JoinResult(task), cancellationToken);

    /// <summary>Waits for the end, or until a token fires. If the token fires, the task keeps running.</summary>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <returns>
    /// A Task with the outcome of an await of the handle. It does not observe a fault that comes after the wait has ended.
    /// </returns>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    public Task WaitAsync(CancellationToken cancellationToken) => WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>
    /// Waits for the end, at most for the given time, or until a token fires. If the wait ends early, the task keeps running;
    /// <see cref="Abort"/> ends it.
    /// </summary>
    /// <param name="timeout">
    /// Measured by the clock of the task's runtime. With <see cref="TimeSpan.Zero"/> the call only checks whether the task has ended;
    /// <see cref="Timeout.InfiniteTimeSpan"/> sets no limit. At most 49 days.
    /// </param>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <returns>
    /// A Task with the outcome of an await of the handle. It does not observe a fault that comes after the wait has ended.
    /// </returns>
    /// <remarks>
    /// Semantics and exceptions are those of <see cref="Task.WaitAsync(TimeSpan, CancellationToken)"/>. An abort of the waiting task also
    /// ends the wait. If the task has ended already, its outcome wins over a time of zero and over a token that has fired. The timeout
    /// never fires early.
    /// </remarks>
    /// <exception cref="TimeoutException">The time was over before the task ended.</exception>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is -2 ms or less, or over 49 days.</exception>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => TimedJoin.WaitAsync(this, static _ => default(Unit), timeout, cancellationToken);

    /// <summary>Returns the outcome as a .NET Task, for code that takes one.</summary>
    /// <returns>
    /// A Task that ends with this task. If this task is cancelled, it is cancelled with a <see cref="JoinCanceledException"/>. A fault
    /// passes to it and counts as observed here.
    /// </returns>
    public Task AsTask() => AsTaskCore();

    /// <summary>
    /// Awaits the end. Rethrows the body's own exception; throws <see cref="JoinCanceledException"/> if the task was cancelled.
    /// </summary>
    /// <returns>The awaiter.</returns>
    /// <remarks>
    /// In a task the await resumes in that task. Elsewhere it resumes on the captured context, or on the ThreadPool if there is none. It
    /// never resumes inline on the thread that ended the task.
    /// </remarks>
    public JoinAwaiter GetAwaiter() => JoinAwaiter.For(this);

    /// <summary>Describes the task: its name or id, and its state.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => $"{(Name is null ? "task" : $"task '{Name}'")} {Id} ({(IsEnded ? Status.ToString() : IsStarted ? "Running" : Owner.Root.WhyTasksWait is { } why ? $"Queued, {why}" : "Queued")})";

    private protected abstract Task AsTaskCore();

    /// <summary>Throws the exception that an await has to throw, if any. Called after the end of the task.</summary>
    internal void ThrowIfFailed()
    {
        if (HasCompleted)
            return;
        if (!IsEnded)
            throw new InvalidOperationException(
                $"The result of {this} was asked for before its end. Await the handle; from code that must block, off the runtime, use BlockOn.");
        if (Status == JoinStatus.Faulted)
            Fault!.Rethrow();
        if (Status == JoinStatus.Canceled)
            throw new JoinCanceledException(this);
    }
}
