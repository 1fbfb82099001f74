using System.Runtime.CompilerServices;
using HostedRuntime.Waiting;

namespace HostedRuntime.Tasks;

/// <summary>
/// One <c>await handle</c> that has to wait; the abort of the awaiting task ends it. No <see cref="Waiter"/>: the continuation is
/// in place before anyone can see the wait, so there is no question who comes last, and the decision is its only word.
/// </summary>
/// <remarks>
/// <para>Life. A wait that was granted rests in the poll that it resumed, for the next join of the same task there. It never changes its
/// task, in whose list it stays, so an abort that still holds it can only deliver to the task that the abort was for. One that was
/// aborted is never used again: the thread that began it may not be through with it.</para>
/// <para>Handing over. At the very end of a poll on a worker, the ended task's joiner goes on next on that thread: see
/// <see cref="PollCell.HandedOver"/>.</para>
/// </remarks>
internal sealed class JoinWait : PendingWait, IJoiner
{
    private static readonly Action<object?> s_run = static wait => Unsafe.As<JoinWait>(wait!).Run(PollCell.OfThisThreadIfAny);
    private static readonly ContextCallback s_runInFlow = static action => ((Action)action!)();

    private RuntimeTask? _joined;
    private IWaitingTask? _task;
    private Action? _continuation;
    private object? _target;
    private OperationCanceledException? _aborted;
    private bool _wasUsed;

    private JoinWait()
    {
    }

    /// <summary>The task that goes on with the wait; of one that was handed over.</summary>
    public RuntimeTask Awaiting => Unsafe.As<RuntimeTask>(_task!);

    /// <summary>
    /// A wait for the end of that task. It belongs to the task that runs here, also if the awaiter is then used by another: one that was used
    /// before stands in that task's list already.
    /// </summary>
    public static JoinWait For(RuntimeTask joined)
    {
        var cell = PollCell.OfThisThreadIfAny;
        if (cell is { AbortsSeen: 0, RestingJoin: { } resting })
        {
            // Its task is the one that runs here.
            cell.RestingJoin = null;
            var again = Unsafe.As<JoinWait>(resting);
            again._joined = joined;
            return again;
        }

        return new JoinWait { _joined = joined, _task = cell?.Task };
    }

    /// <summary>Waits, then sends the continuation on its way; it may run before this returns.</summary>
    public void Start(Action continuation, ExecutionContext? flow)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (_continuation is not null || _joined is not { } joined)
            throw new InvalidOperationException("This awaiter has a continuation already. Take another with GetAwaiter().");
        _continuation = flow is null ? continuation : InFlow(continuation, flow);
        _target = ResumeTarget.Choose(useSchedulingContext: true);
        if (_wasUsed)
        {
            // Last: an abort that took the wait out of the list while it rested may decide it from here on.
            State.Reopen();
            _task!.EnlistAgain(this);
        }
        else
        {
            _wasUsed = true;
            _task?.Enlist(this);
        }

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

    public bool HasLeft => IsGivenUp;

    /// <summary>The task is read once. A later use of this wait is of the same task that waits, so either text is true of it.</summary>
    protected override string? WaitsOn => _joined is { } joined ? Label(joined) : null;

    /// <summary>Says for people that the end of a task is waited for.</summary>
    public static string Label(IWaitingTask joined) => $"join of {joined.Label}";

    public bool OnEnded() => OnEnded(next: null);

    /// <inheritdoc cref="JoinerList.Close"/>
    public bool OnEnded(PollCell? next)
    {
        if (!TryDecide(WaitDecision.Granted))
            return false;
        if (next is not null && _task is not null && ReferenceEquals(_target, _task) && ReferenceEquals(Awaiting.Owner, _joined!.Owner))
            next.HandedOver = this;
        else
            Resume();
        return true;
    }

    /// <summary>Queues the continuation.</summary>
    public void Resume()
    {
        if (_task is not null && ReferenceEquals(_target, _task))
            _task.Resume(this);
        else
            ResumeTarget.Dispatch(_target, s_run, this, flow: null);
    }

    public override Delegate AsCallback(out object? state)
    {
        state = this;
        return s_run;
    }


    /// <summary>Lets go of everything first: the wait stays where it is until its next use.</summary>
    public override void Run(PollCell? cell)
    {
        var continuation = _continuation!;
        _task?.Forget(this);
        _joined = null;
        _continuation = null;
        _target = null;
        if (_aborted is null && _task is not null && cell is not null && ReferenceEquals(cell.Task, _task))
            cell.RestingJoin = this;
        continuation();
    }

    public override bool OnEvicted() => _continuation is null;

    public override Task? Method => _continuation?.Target as Task;

    public override bool Continues(Task method, IWaitingTask task) => ReferenceEquals(_target, task) && Continues(method);

    /// <summary>True when that very method goes on after this wait.</summary>
    public bool Continues(Task method) => _continuation is { } continuation && ReferenceEquals(continuation.Target, method);

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
        if (!TryDecide(WaitDecision.Granted))
            return;
        if (_target is IWaitingTask task)
            task.ResumeLast(s_run, this, PollCell.OfThisThread);
        else
            Resume();
    }

    /// <summary>Apart, because its closure would be made at every join.</summary>
    private static Action InFlow(Action continuation, ExecutionContext flow) => () => ExecutionContext.Run(flow, s_runInFlow, continuation);
}
