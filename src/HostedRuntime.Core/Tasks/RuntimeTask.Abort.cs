using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

// How an abort reaches a body: its token, its pending waits, or the next one. docs/design/abort.md has the rules.
public abstract partial class RuntimeTask
{
    /// <summary>The task's token. Making it and aborting race: the abort's request is looked at after the source is in place.</summary>
    internal CancellationToken CancellationToken
    {
        get
        {
            var source = Control.Source;
            if (_word.IsAbortRequested && !source.IsCancellationRequested)
                CancelToken();
            return source.Token;
        }
    }

    /// <summary>For exceptions. A body that never asked for its token has none to compare with; what it asks for has to be known as its own.</summary>
    CancellationToken IWaitingTask.CancellationToken => TokenOfAbort;

    private CancellationToken TokenOfAbort => _identity.Control is null ? new CancellationToken(canceled: true) : CancellationToken;

    /// <summary>
    /// Ends a task that did not start, or fires its token and cancels what it waits for. The token stays fired; the abort is
    /// delivered once for each call: by every pending wait of ours, by a foreign await that the token ends, or else by the
    /// next await of ours that would suspend.
    /// </summary>
    internal void AbortTask()
    {
        if (IsEnded)
            return;
        if (_word.TryForestall())
        {
            Forestalled();
            return;
        }

        // Before the token fires: a foreign await that it ends may go on at once on another thread, and the first wait of its cleanup is
        // not the one that is meant.
        var aborted = TakeWaitsOfAbort(_word.RequestAbort());
        CancelToken();
        foreach (var wait in aborted)
            wait.EndCanceled(TokenOfAbort);
    }

    /// <summary>Call when this task has learned that its runtime drains. If it is to end with the runtime, it is aborted now. Task's own thread only.</summary>
    internal void AbortForStop() => _identity.Control?.AbortForStop();

    /// <summary>Cancels the task without running it, if it did not start. True: it ended here.</summary>
    internal bool TryForestall()
    {
        if (!_word.TryForestall())
            return false;
        Forestalled();
        return true;
    }

    /// <summary>The same for a task that its owner does not take: it ends, and is not counted as one that ended.</summary>
    internal bool TryRefuse()
    {
        if (!_word.TryForestall())
            return false;
        Cancel();
        return true;
    }

    bool IWaitingTask.OwnsToken(CancellationToken ct) => _identity.Control?.Owns(ct) == true;

    bool IWaitingTask.TryTakeAbort()
    {
        if (!_word.IsAbortRequested)
            return false;
        var cell = PollCell.OfThisThread;
        var aborts = _word.Aborts;
        if (!_word.TryTakeAbort() && !IsMissedHere(cell.AbortsSeen, aborts))
            return false;
        cell.NoteAborts(aborts, cell.Method);
        return true;
    }

    void IWaitingTask.Enlist(PendingWait wait)
    {
        // Before the wait can be found. A task that was never aborted leaves it at 0, which it is.
        if (_word.IsAbortRequested)
            wait.AbortsSeen = AbortsSeenHere();
        _waits.Add(wait, this);
        if (_word.IsAbortRequested)
            AbortIfMissed(wait);
    }

    bool IWaitingTask.EnlistAgain(PendingWait wait)
    {
        var isFirst = ReferenceEquals(_waits.First, wait);
        if (!isFirst)
            _waits.Add(wait, this);
        if (_word.IsAbortRequested)
            AbortIfMissed(wait);
        return isFirst;
    }

    PendingWait? IWaitingTask.FirstWait => _waits.First;

    bool IWaitingTask.MayKeep(PendingWait wait) => ReferenceEquals(_waits.First, wait) && !_word.IsAbortRequested;

    bool IWaitingTask.Delist(PendingWait wait) => _waits.Remove(wait, _identity.Control);

    bool IWaitingTask.Leave(PendingWait wait)
    {
        if (_word.IsAbortRequested)
            GoOnAfter(wait);
        return _waits.Remove(wait, _identity.Control);
    }

    void IWaitingTask.Forget(PendingWait wait)
    {
        if (_word.IsAbortRequested)
            GoOnAfter(wait);
        _waits.Forget(wait, _identity.Control);
    }

    void IWaitingTask.Show(PendingWait shielded) => Control.Show(shielded);

    void IWaitingTask.Hide(PendingWait shielded) => Control.Hide(shielded);

    private ushort AbortsSeenHere() => PollCell.OfThisThreadIfAny is { } cell && ReferenceEquals(cell.Task, this) ? cell.AbortsSeen : _word.Aborts;

    private void GoOnAfter(PendingWait wait)
    {
        if (PollCell.OfThisThreadIfAny is { } cell && ReferenceEquals(cell.Task, this))
            cell.GoOnAfter(wait);
    }

    /// <summary>
    /// True if the branch that runs here has not felt an abort that others have. Only as long as the method that went on here has not ended, or the body has not
    /// suspended: a method that awaited the end of another may have felt the abort by a third, and be in its cleanup.
    /// </summary>
    private bool IsMissedHere(ushort seen, ushort aborts)
        => seen != aborts
            && PollCell.OfThisThreadIfAny is { } cell
            && ReferenceEquals(cell.Task, this)
            && (cell.Method is { } method ? !method.IsCompleted : !_word.IsSuspended);

    internal void MarkBranched() => _word.MarkBranched();

    /// <summary>Registers the wait of a further branch.</summary>
    internal void AddBranch(PendingWait wait)
    {
        _word.MarkBranched();
        Control.AddWait(wait);
    }

    /// <summary>
    /// Registers a wait of another branch that this thread took out of the list. Meanwhile the wait may have ended, and the sweep of an abort that came did
    /// not find it.
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

            // Only a wait that this thread has taken out is nobody else's. Otherwise it may have ended by now and be used again.
            if (!_word.IsAbortRequested || wait.AbortsSeen == _word.Aborts || !Control.RemoveWait(wait))
                return;
            var aborts = _word.Aborts;
            if (wait.AbortsSeen == aborts)
                continue;
            if (PendingWaits.TryAbort(wait, aborts))
                EndAborted(wait);
            return;
        }
    }

    private void EndAborted(PendingWait wait)
    {
        _word.TryTakeAbort();
        wait.EndCanceled(TokenOfAbort);
    }

    /// <summary>
    /// Ends a wait that came too late for the sweep of an abort that its branch has not felt. An abort that is due was felt by no branch, so it is meant
    /// for this one even if this poll began after it.
    /// </summary>
    private void AbortIfMissed(PendingWait wait)
    {
        var aborts = _word.Aborts;
        if ((_word.IsAbortDue || IsMissedHere(wait.AbortsSeen, aborts)) && PendingWaits.TryAbort(wait, aborts))
            EndAborted(wait);
    }

    /// <summary>
    /// Decides the pending waits of all branches that have not felt this abort. If there are any, the abort is due no more, and that is noted before one of
    /// them goes on: it may wait again at once, in its cleanup.
    /// </summary>
    private List<PendingWait> TakeWaitsOfAbort(ushort number)
    {
        var aborted = _waits.TakeAborted(this, _identity.Control, number);
        if (aborted.Count > 0)
            _word.TryTakeAbort();
        return aborted;
    }

    /// <summary>Fires the token, if anybody has it. Apart from an abort only for a task that has ended, whose token others go on to look at.</summary>
    internal void CancelToken()
    {
        if (_identity.Control is not { } control)
            return;
        var cell = PollCell.OfThisThread;
        var outer = cell.Aborting;
        cell.Aborting = this;
        var thrown = control.TryCancelToken();
        cell.Aborting = outer;
        if (thrown is not null)
            Owner.ReportFault(this, thrown);
    }
}
