using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// One <c>await handle</c> that has to wait; the abort of the awaiting task ends it. Not pooled, for the task that is waited for
/// may still hold it when the await is over. No <see cref="Waiter"/> either: the continuation is in place before anyone can see the
/// wait, so there is no question who comes last, and the decision is its only word.
/// </summary>
internal sealed class JoinWait(RuntimeTask joined) : PendingWait, IJoiner
{
    private static readonly Action<object?> s_run = static action => ((Action)action!)();
    private static readonly ContextCallback s_runInFlow = static action => ((Action)action!)();

    private RuntimeTask? _joined = joined;
    private IWaitingTask? _task;
    private Action? _continuation;
    private object? _target;
    private OperationCanceledException? _aborted;

    /// <summary>Waits, then sends the continuation on its way; it may run before this returns.</summary>
    public void Start(Action continuation, ExecutionContext? flow)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (_continuation is not null || _joined is not { } joined)
            throw new InvalidOperationException("This awaiter has a continuation already. Take another with GetAwaiter().");
        _continuation = flow is null ? continuation : InFlow(continuation, flow);
        _target = ResumeTarget.Choose(useSchedulingContext: true);
        _task = PollCell.CurrentTask;
        if (_task is { } task)
            task.Enlist(this);

        // From here on only locals: an abort may have sent the continuation on its way.
        if (IsDecided)
            return;
        if (!joined.TryJoin(this))
            YieldOnly();
        else if (IsDecided)
            joined.LeaveJoin(this);
    }

    /// <summary>Throws if this wait was aborted, although the joined task may have ended meanwhile.</summary>
    public void ThrowIfAborted()
    {
        if (_aborted is { } aborted)
            throw aborted;
    }

    public void OnEnded()
    {
        if (TryDecide(WaitDecision.Granted))
            Resume();
    }

    public override bool Continues(Task method, IWaitingTask task)
        => ReferenceEquals(_target, task) && _continuation is { } continuation && ReferenceEquals(continuation.Target, method);

    public override void EndCanceled(CancellationToken ct)
    {
        _aborted = new OperationCanceledException(ct);
        // Nothing to leave yet if the abort came before the join; Start looks after it then.
        _joined!.LeaveJoin(this);
        Resume();
    }

    /// <summary>It has ended already: there is nothing to wait for but one's turn.</summary>
    private void YieldOnly()
    {
        if (TryDecide(WaitDecision.Granted))
            Resume(last: true);
    }

    /// <summary>Apart, because its closure would be made at every join.</summary>
    private static Action InFlow(Action continuation, ExecutionContext flow) => () => ExecutionContext.Run(flow, s_runInFlow, continuation);

    /// <summary>Lets go of everything first: the wait may stay in the task's list until its next one.</summary>
    private void Resume(bool last = false)
    {
        var continuation = _continuation;
        var target = _target;
        _task?.Forget(this);
        _joined = null;
        _task = null;
        _continuation = null;
        _target = null;
        if (last && target is IWaitingTask task)
            task.ResumeLast(s_run, continuation);
        else
            ResumeTarget.Dispatch(target, s_run, continuation, flow: null);
    }
}

/// <summary>One JoinAsync that has to wait: the outcome as a value.</summary>
internal sealed class JoinWait<TResult> : Waiter<TResult>, IJoiner, IWaitOwner
{
    private readonly JoinHandle _joined;
    private readonly Func<JoinHandle, TResult> _result;

    private JoinWait(JoinHandle joined, Func<JoinHandle, TResult> result)
    {
        _joined = joined;
        _result = result;
        Begin(this);
    }

    public static ValueTask<TResult> Start(JoinHandle joined, Func<JoinHandle, TResult> result, CancellationToken ct)
    {
        if (!Budget.TrySpend())
            return ForcedYield<(JoinHandle, Func<JoinHandle, TResult>), TResult>.Then((joined, result), static (join, ct) => Start(join.Item1, join.Item2, ct), ct);
        if (joined.IsEnded)
            return new(result(joined));
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TResult>(ct);
        var wait = new JoinWait<TResult>(joined, result);
        if (!joined.TryJoin(wait))
            return new(result(joined));
        return wait.Pend(ct);
    }

    public void OnEnded()
    {
        if (TryDecide(WaitDecision.Granted))
            Grant(_result(_joined));
    }

    public void Withdraw(Waiter waiter) => _joined.LeaveJoin(this);

    protected override void Recycle()
    {
    }
}
