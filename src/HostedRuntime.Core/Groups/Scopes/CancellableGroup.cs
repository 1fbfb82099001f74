using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Groups;

/// <summary>Why a scope was cancelled. The first cause stays.</summary>
internal enum CancelCause
{
    None,

    /// <summary>A member failed.</summary>
    Failure,

    /// <summary>A member won the race.</summary>
    Victory,

    /// <summary>The caller that waits for the scope was cancelled or aborted.</summary>
    Owner,

    Deadline,

    /// <summary>Code inside the scope asked for it.</summary>
    Request,
}

/// <summary>
/// A group that one caller waits for. The group does not end before its members, and a cancellation or abort of the caller cancels all
/// members.
/// </summary>
internal abstract class CancellableGroup : TaskGroup, IWaiterListOwner
{
    private readonly WaiterList _end;
    private readonly string? _name;
    private CancelCause _cause;
    private uint _canceledAt;
    private bool _isFinished;

    protected CancellableGroup(TaskOwner owner, int maxConcurrency, string? name) : base(owner, maxConcurrency)
    {
        _end = new WaiterList(Gate, this);
        _name = name;
        // The creator counts as a member and holds the group open until Seal.
        Attached = 1;
    }

    public CancelCause Cause
    {
        get
        {
            using (Gate.Hold())
                return _cause;
        }
    }

    /// <summary>
    /// True if not all of the work was done. A member was cancelled or refused then, because the group was cancelled or the member's
    /// runtime ends.
    /// </summary>
    public bool IsCutShort { get; private set; }

    public sealed override GroupView View => new(Label, _cause == CancelCause.None ? null : _canceledAt);

    private string Label => _name is null ? Kind : $"{Kind} '{_name}'";

    protected sealed override bool IsCanceledLocked => _cause != CancelCause.None;

    /// <summary>True if members are aborted by the scope or by the end of their runtime. Caller holds `Gate`.</summary>
    private bool IsEndingLocked => IsCanceledLocked || Owner.IsAborting;

    public TTask Spawn<TTask>(TTask task) where TTask : JoinHandle
    {
        Admit(new GroupMember(this, task));
        return task;
    }

    /// <summary>Called when the first members have been added. From now on the group ends with its last member.</summary>
    public void Seal()
    {
        WakeList decided = default;
        using (Gate.Hold())
        {
            Attached--;
            FinishIfEmptyLocked(ref decided);
        }

        decided.SignalAll();
    }

    /// <summary>Aborts all members. Each further call aborts them once more. Does nothing to a finished group.</summary>
    public void Cancel(CancelCause cause)
    {
        using (Gate.Hold())
        {
            if (_isFinished)
                return;
            BeCanceledLocked(cause);
        }

        AbortMembers();
    }

    /// <summary>
    /// Waits for the end of all members, however long that takes. A cancellation or abort of the caller does not end the wait but cancels
    /// the members, each time it comes. The first one is passed to <paramref name="outcome"/>.
    /// </summary>
    /// <remarks>
    /// The outcome is made in here and not by a method that awaits this one. Such an await would go on in the caller's context or, with
    /// ConfigureAwait(false), on the ThreadPool, because the BCL never inlines it inside a poll.
    /// </remarks>
    public async Task<Task<T>> EndAsync<T>(Func<OperationCanceledException?, Task<T>> outcome, CancellationToken ct)
    {
        OperationCanceledException? canceled = null;
        while (true)
        {
            try
            {
                await WaitAsync(canceled is null ? ct : CancellationToken.None).ConfigureAwait(false);
                break;
            }
            catch (OperationCanceledException e)
            {
                canceled ??= e;
                Cancel(CancelCause.Owner);
            }
        }

        return outcome(canceled);
    }

    /// <summary>See <see cref="IWaitOwner.Describe"/>.</summary>
    public string Describe(WaiterList list) => $"{Label}, {Members}{(_cause == CancelCause.None ? "" : ", canceled")}";

    public override string ToString() => _name is null ? "The scope" : $"Scope '{_name}'";

    protected sealed override Exception? CheckOpenLocked() => _isFinished ? TaskScopeFinishedException.Of(_name) : null;

    protected sealed override void AddLocked(GroupMember member, bool isRefused) => IsCutShort |= isRefused;

    protected sealed override bool EndLocked(GroupMember member, ref WakeList decided)
    {
        var task = member.Task;
        var cancels = false;
        // A member that awaited another member may have got the cancellation of that one before its own abort.
        if (task.Status == JoinStatus.Canceled || (task.Fault is { Exception: OperationCanceledException } && IsEndingLocked))
        {
            task.Fault?.Observe();
            IsCutShort |= IsEndingLocked;
        }
        else if (OnMemberEndedLocked(member, out var cause))
        {
            cancels = _cause == CancelCause.None;
            BeCanceledLocked(cause);
        }

        FinishIfEmptyLocked(ref decided);
        return cancels;
    }

    /// <summary>The user's word for this kind of group.</summary>
    protected abstract string Kind { get; }

    /// <summary>The members that have not ended, in words.</summary>
    protected virtual string Members => $"{Attached} running";

    /// <summary>Takes the outcome of a member that completed or failed. Caller holds `Gate`.</summary>
    /// <returns>True if the other members have to be cancelled, for that cause; otherwise false.</returns>
    protected abstract bool OnMemberEndedLocked(GroupMember member, out CancelCause cause);

    private void BeCanceledLocked(CancelCause cause)
    {
        if (_cause != CancelCause.None)
            return;
        _canceledAt = CoarseClock.Now;
        _cause = cause;
    }

    private void FinishIfEmptyLocked(ref WakeList decided)
    {
        if (Attached > 0)
            return;
        _isFinished = true;
        GrantAllLocked(_end, default(Unit), ref decided);
    }

    private ValueTask<Unit> WaitAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<Unit>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<Unit>.After(this, static (group, ct) => group.WaitAsync(ct), ct);
        Waiter<Unit> waiter;
        using (Gate.Hold())
        {
            if (_isFinished)
                return default;
            waiter = _end.Enqueue<Waiter<Unit>>();
        }

        return waiter.Pend(ct);
    }
}
