using System.Diagnostics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// A spawned task: await it for its end, abort it, or drop it to let it run on its own. Thread-safe; any number of awaits.
/// </summary>
/// <remarks>
/// Semantics are tokio's <c>JoinHandle</c>, with .NET's exceptions: <c>await</c> rethrows what the body threw. One object is
/// work item, state and handle. It is not disposable; a task that nobody holds is detached, not stopped.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public abstract class JoinHandle : RuntimeTask
{
    private protected JoinHandle(TaskOwner owner, Delegate body, in SpawnOptions options, in SpawnSite site) : base(owner, body, options, site)
    {
    }

    /// <summary>A number that no other task of this process has. Not in the order of spawning.</summary>
    public long Id => TaskId;

    /// <summary>The name given in <see cref="SpawnOptions.Name"/>.</summary>
    public new string? Name => base.Name;

    /// <summary>When the task was spawned, to about 15 ms.</summary>
    public DateTimeOffset SpawnedAt => SpawnTime;

    /// <summary>True once the body has really ended: completed, faulted, or cancelled with its cleanup done.</summary>
    public bool IsFinished => IsEnded;

    /// <summary>A handle that can abort the task and keeps no result alive.</summary>
    public AbortHandle AbortHandle => new(Control);

    /// <summary>
    /// Asks the task to end. One that did not start never runs. A started one finds its token fired, and either all of its
    /// pending waits on HostedRuntime's primitives throw <see cref="OperationCanceledException"/>, or a foreign await that was given
    /// the token does, or else the next wait on our primitives that would suspend: once for each call. Awaits after that work
    /// again, so that cleanup can.
    /// </summary>
    /// <remarks>
    /// Returns at once; await the handle for the end. A foreign await (a socket, another library's lock) ends early only if
    /// it was given the task's token. A body that swallows the exception and returns is completed, not cancelled. A blocking
    /// body that started has only its token. Callbacks on the token run on the calling thread.
    /// </remarks>
    public void Abort() => AbortTask();

    /// <summary>
    /// Says that nobody will await the task, which goes on. If it fails, its fault is unhandled and reported at its end, or by this call if it
    /// has ended already: to <see cref="RuntimeHooks.TaskFaulted"/>, and then as <see cref="RuntimeOptions.UnhandledFaults"/> says.
    /// </summary>
    /// <remarks>
    /// An await of the task still works, and if it has begun before the end it observes the fault. Without this call a fault is reported when
    /// the handle was collected, or at the runtime's shutdown; see <see cref="RuntimeOptions.FaultObservationDelay"/>. Thread-safe and idempotent.
    /// </remarks>
    public void Detach() => DetachTask();

    /// <summary>For <c>await using</c>: leaving the scope aborts the task and waits for its end.</summary>
    /// <returns>A disposable that never throws the task's fault.</returns>
    public AbortOnDispose AbortOnDispose() => new(this);

    /// <summary>Waits for the end and returns how it was, as a value.</summary>
    /// <param name="ct">Ends the wait, not the task.</param>
    /// <returns>The outcome. Looking at it observes a fault.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    public ValueTask<JoinResult> JoinAsync(CancellationToken ct = default)
        => JoinWait<JoinResult>.Start(this, static task => new JoinResult(task), ct);

    /// <summary>Waits for the end, or until a token fires. The task goes on then.</summary>
    /// <param name="ct">Ends the wait, not the task.</param>
    /// <returns>Ends as an await of the task does. A fault that comes after the wait has ended is not observed by it.</returns>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    public Task WaitAsync(CancellationToken ct) => WaitAsync(Timeout.InfiniteTimeSpan, ct);

    /// <summary>Waits for the end, for so long, or until a token fires. The task goes on then; <see cref="Abort"/> ends it.</summary>
    /// <param name="timeout">
    /// By the clock of the task's runtime. <see cref="TimeSpan.Zero"/> looks whether the task has ended;
    /// <see cref="Timeout.InfiniteTimeSpan"/> sets no limit. At most 49 days.
    /// </param>
    /// <param name="ct">Ends the wait, not the task.</param>
    /// <returns>Ends as an await of the task does. A fault that comes after the wait has ended is not observed by it.</returns>
    /// <remarks>
    /// Semantics and exceptions are those of <see cref="Task.WaitAsync(TimeSpan, CancellationToken)"/>, and an abort of the waiting task
    /// ends the wait too. A task that has ended wins over a time of zero and over a token that has fired. Never early.
    /// </remarks>
    /// <exception cref="TimeoutException">The time was over before the task ended.</exception>
    /// <exception cref="JoinCanceledException">The task was cancelled.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is -2 ms or less, or over 49 days.</exception>
    public Task WaitAsync(TimeSpan timeout, CancellationToken ct = default) => TimedJoin.WaitAsync(this, static _ => default(Unit), timeout, ct);

    /// <summary>The outcome as a Task, for code that takes one.</summary>
    /// <returns>A Task that ends with the task, cancelled by a <see cref="JoinCanceledException"/>. A fault passes to it and counts as observed here.</returns>
    public Task AsTask() => AsTaskCore();

    /// <summary>
    /// Awaits the end. Rethrows the body's own exception; throws <see cref="JoinCanceledException"/> when the task was cancelled.
    /// </summary>
    /// <returns>The awaiter.</returns>
    /// <remarks>On a task it resumes on that task; elsewhere on the captured context, else on the ThreadPool; never inline on the thread that ended the task.</remarks>
    public JoinAwaiter GetAwaiter() => JoinAwaiter.For(this);

    /// <summary>Name or id, and how far it is.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => $"{(Name is null ? "task" : $"task '{Name}'")} {Id} ({(IsEnded ? Status.ToString() : IsStarted ? "Running" : Owner.Root.WhyTasksWait is { } why ? $"Queued, {why}" : "Queued")})";

    private protected abstract Task AsTaskCore();

    /// <summary>Throws what an await has to throw. The task has ended.</summary>
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
