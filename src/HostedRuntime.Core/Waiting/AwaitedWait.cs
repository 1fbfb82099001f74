namespace HostedRuntime.Waiting;

/// <summary>A pending wait that code awaits: the continuation of that code, and where it runs.</summary>
internal abstract class AwaitedWait : PendingWait
{
    public sealed override Task? Method => MethodOf(ContinuationState);

    /// <summary>
    /// The code that goes on after the wait; null before it is awaited and once the code goes on. A derived class may store only a delegate
    /// in <see cref="ContinuationState"/>, and leave this null.
    /// </summary>
    protected Action<object?>? Continuation { get; set; }

    /// <summary>
    /// The code that awaits, as an object of the BCL or a delegate; null if it is not known. For the stack of the task. Any thread.
    /// </summary>
    public object? AwaitedBy => ContinuationState;

    /// <summary>Passed to <see cref="Continuation"/>. If that is null, the delegate that goes on.</summary>
    protected object? ContinuationState { get; set; }

    /// <summary>
    /// Where the continuation runs: an IWaitingTask, a SynchronizationContext, a TaskScheduler, a ThreadGate, a CaseLink, or null for the
    /// ThreadPool. See <see cref="ResumeTarget"/>.
    /// </summary>
    protected object? Target { get; set; }

    public sealed override bool Continues(Task method, IWaitingTask task) => ReferenceEquals(Target, task) && Continues(ContinuationState, method);

    protected sealed override WaitDecision LinkedDecision => Target is CaseLink link ? link.Decision : WaitDecision.Canceled;

    protected sealed override bool TryDecideLinked(WaitDecision decision) => Target is CaseLink link && link.TryDecide(decision);

    public override bool OnEvicted() => Continuation is null && ContinuationState is null;
}
