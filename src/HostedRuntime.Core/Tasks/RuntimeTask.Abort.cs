using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

// Delivers an abort to a body: by its token, its pending waits, or its next wait. docs/design/tasks/abort.md has the rules.
public abstract partial class RuntimeTask
{
    /// <summary>
    /// The task's token, whose source the first call creates. This getter reads the abort request after the source is in place. So either
    /// an abort that comes at the same moment sees the source, or the getter sees its request.
    /// </summary>
    internal CancellationToken CancellationToken
    {
        get
        {
            var source = Control.Source;
            if (_state.IsAbortRequested && !source.IsCancellationRequested)
                CancelToken();
            return source.Token;
        }
    }

    /// <summary>
    /// The token for the exceptions of aborted waits. If the body has asked for its token, it is that one, so that the body can compare the
    /// two. Otherwise it is any fired token.
    /// </summary>
    CancellationToken IWaitingTask.CancellationToken => TokenOfAbort;

    private CancellationToken TokenOfAbort => _identity.Control is null ? new CancellationToken(canceled: true) : CancellationToken;

    /// <summary>
    /// Ends a task that did not start; otherwise fires its token and cancels its pending waits. The token stays fired. The abort is
    /// delivered once for each call: by every pending wait on our primitives, or by a foreign await that the token ends. Otherwise the next
    /// wait on our primitives that would suspend delivers it. Any thread.
    /// </summary>
    internal void AbortTask()
    {
        if (IsEnded)
            return;
        if (_state.TryCancelBeforeStart())
        {
            OnCanceledBeforeStart();
            return;
        }

        // Takes the waits before the token fires. A foreign await that the token ends may go on at once on another thread, and this abort
        // must not end the first wait of its cleanup.
        var aborted = TakeWaitsOfAbort(_state.RequestAbort());
        CancelToken();
        foreach (var wait in aborted)
            wait.EndCanceled(TokenOfAbort);
    }

    /// <summary>
    /// Aborts the task if it is to end with its runtime. Called when the task has learned that its runtime drains. Owner thread only.
    /// </summary>
    internal void AbortForStop() => _identity.Control?.AbortForStop();

    /// <summary>Cancels the task if it has not started. Its body then never runs.</summary>
    /// <returns>True if this call ended the task; otherwise false.</returns>
    internal bool TryCancelBeforeStart()
    {
        if (!_state.TryCancelBeforeStart())
            return false;
        OnCanceledBeforeStart();
        return true;
    }

    /// <summary>Cancels a task that its owner has refused, if it has not started. The owner does not count its end.</summary>
    /// <returns>True if this call ended the task; otherwise false.</returns>
    internal bool TryRefuse()
    {
        if (!_state.TryCancelBeforeStart())
            return false;
        Cancel();
        return true;
    }

    bool IWaitingTask.OwnsToken(CancellationToken cancellationToken) => _identity.Control?.Owns(cancellationToken) == true;

    bool IWaitingTask.TryTakeAbort()
    {
        if (!_state.IsAbortRequested)
            return false;
        var context = ThreadContext.Current;
        var aborts = _state.Aborts;
        if (!_state.TryTakeAbort() && !IsMissedHere(context.AbortsSeen, aborts))
            return false;
        context.SetAborts(aborts, context.Method);
        return true;
    }

    void IWaitingTask.RegisterForAbort(PendingWait wait)
    {
        // Set before an abort can find the wait. In a task that was never aborted it is 0 already.
        if (_state.IsAbortRequested)
            wait.AbortsSeen = AbortsSeenHere();
        _waits.Add(wait, this);
        if (_state.IsAbortRequested)
            AbortIfMissed(wait);
    }

    bool IWaitingTask.RegisterAgain(PendingWait wait)
    {
        var isFirst = ReferenceEquals(_waits.First, wait);
        // Not into the first place: the thread that evicted the wait may put it back as a further wait, and the list must hold it once.
        if (!isFirst)
            AddBranch(wait);
        if (_state.IsAbortRequested)
            AbortIfMissed(wait);
        return isFirst;
    }

    PendingWait? IWaitingTask.FirstWait => _waits.First;

    bool IWaitingTask.MayCache(PendingWait wait) => ReferenceEquals(_waits.First, wait) && !_state.IsAbortRequested;

    bool IWaitingTask.Leave(PendingWait wait)
    {
        if (_state.IsAbortRequested)
            GoOnAfter(wait);
        return _waits.Remove(wait, _identity.Control);
    }

    void IWaitingTask.Forget(PendingWait wait)
    {
        if (_state.IsAbortRequested)
            GoOnAfter(wait);
        _waits.Forget(wait, _identity.Control);
    }

    void IWaitingTask.Show(PendingWait shielded) => Control.Show(shielded);

    void IWaitingTask.Hide(PendingWait shielded) => Control.Hide(shielded);

    private ushort AbortsSeenHere() => ThreadContext.CurrentOrNull is { } context && ReferenceEquals(context.Task, this) ? context.AbortsSeen : _state.Aborts;

    private void GoOnAfter(PendingWait wait)
    {
        if (ThreadContext.CurrentOrNull is { } context && ReferenceEquals(context.Task, this))
            context.GoOnAfter(wait);
    }

    /// <summary>Returns whether the branch that runs here has not seen an abort that other branches have seen.</summary>
    /// <remarks>
    /// This is known only until the method that went on in this poll ends or, if no method is known, until the body suspends. After that
    /// the method that awaited it may run, which may have seen the abort by another branch and be in its cleanup.
    /// </remarks>
    private bool IsMissedHere(ushort seen, ushort aborts)
        => seen != aborts
            && ThreadContext.CurrentOrNull is { } context
            && ReferenceEquals(context.Task, this)
            && (context.Method is { } method ? !method.IsCompleted : !_state.IsSuspended);

    internal void MarkBranched() => _state.MarkBranched();

    /// <summary>Registers the wait of a further branch.</summary>
    internal void AddBranch(PendingWait wait)
    {
        _state.MarkBranched();
        Control.AddWait(wait);
    }

    /// <summary>
    /// Registers a wait of another branch again, which this thread evicted from the list. In between the wait may have ended, and the sweep
    /// of an abort may have missed it.
    /// </summary>
    internal void PutBack(PendingWait wait)
    {
        while (true)
        {
            AddBranch(wait);
            if (wait.IsDecided)
            {
                Control.RemoveWait(wait);
                return;
            }

            // This thread may end the wait only if it has removed it itself. Otherwise the wait may have ended by now and be in its next
            // use.
            if (!_state.IsAbortRequested || wait.AbortsSeen == _state.Aborts || !Control.RemoveWait(wait))
                return;
            var aborts = _state.Aborts;
            if (wait.AbortsSeen == aborts)
                continue;
            if (PendingWaits.TryAbort(wait, aborts))
                EndAborted(wait);
            return;
        }
    }

    private void EndAborted(PendingWait wait)
    {
        _state.TryTakeAbort();
        wait.EndCanceled(TokenOfAbort);
    }

    /// <summary>
    /// Ends a wait that was registered too late for the sweep of an abort that its branch has not seen. If the abort is still due, no
    /// branch has seen it. So this branch has to see it, even if the present poll began after the abort.
    /// </summary>
    private void AbortIfMissed(PendingWait wait)
    {
        var aborts = _state.Aborts;
        if ((_state.IsAbortDue || IsMissedHere(wait.AbortsSeen, aborts)) && PendingWaits.TryAbort(wait, aborts))
            EndAborted(wait);
    }

    /// <summary>
    /// Removes and decides the pending waits of all branches that have not seen this abort. If there are any, the abort is no longer due.
    /// That is noted before one of the branches goes on, because its cleanup may wait again at once.
    /// </summary>
    private List<PendingWait> TakeWaitsOfAbort(ushort number)
    {
        var aborted = _waits.TakeAborted(this, _identity.Control, number);
        if (aborted.Count > 0)
            _state.TryTakeAbort();
        return aborted;
    }

    /// <summary>
    /// Fires the token, if its source exists. Called by an abort, and for an ended task whose token other code still uses, for example
    /// the children of a scope.
    /// </summary>
    internal void CancelToken()
    {
        if (_identity.Control is not { } control)
            return;
        var context = ThreadContext.Current;
        var outer = context.Aborting;
        context.Aborting = this;
        var thrown = control.TryCancelToken();
        context.Aborting = outer;
        if (thrown is not null)
            Owner.ReportFault(this, thrown);
    }
}
