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

        _word.RequestAbort();
        // Before the token fires: a foreign await that it ends may go on at once on another thread, and the first wait of its cleanup is
        // not the one that is meant.
        var aborted = TakeAbortedWaits();
        CancelToken();
        foreach (var wait in aborted)
            wait.EndCanceled(TokenOfAbort);
    }

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
        if (!_word.IsAbortDue)
            return false;
        // Waits that are pending in other branches come first: the abort may have been asked for only just now.
        DeliverAbort();
        return _word.TryTakeAbort();
    }

    void IWaitingTask.Enlist(PendingWait wait)
    {
        _waits.Add(wait, this);
        if (_word.IsAbortDue)
            DeliverAbort();
    }

    bool IWaitingTask.EnlistAgain(PendingWait wait)
    {
        var isFirst = ReferenceEquals(_waits.First, wait);
        if (!isFirst)
            _waits.Add(wait, this);
        if (_word.IsAbortDue)
            DeliverAbort();
        return isFirst;
    }

    PendingWait? IWaitingTask.FirstWait => _waits.First;

    bool IWaitingTask.Delist(PendingWait wait) => _waits.Remove(wait, _identity.Control);

    void IWaitingTask.Forget(PendingWait wait) => _waits.Forget(wait, _identity.Control);

    /// <summary>Ends the pending waits with an abort that is due.</summary>
    private void DeliverAbort()
    {
        foreach (var wait in TakeAbortedWaits())
            wait.EndCanceled(TokenOfAbort);
    }

    /// <summary>
    /// Decides the pending waits as aborted, if an abort is due. Who takes it from the word delivers it and nobody else does, or it came
    /// twice: to a wait, and to the first wait of the cleanup after it. Taken before any of the waits goes on, which may wait again at once.
    /// </summary>
    private List<PendingWait> TakeAbortedWaits()
    {
        while (_waits.AnyUndecided(_identity.Control) && _word.TryTakeAbort())
        {
            var aborted = _waits.TakeAborted(_identity.Control);
            if (aborted.Count > 0)
                return aborted;
            // They got what they waited for meanwhile, and others may have come since, which saw no abort due.
            _word.ReturnAbort();
        }

        return [];
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
