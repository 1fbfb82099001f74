namespace HostedRuntime.Waiting;

/// <summary>The wait of a select: the one decision for the waits of all its cases, and the one wait that its task has.</summary>
/// <remarks>
/// <para>Decision. A granter that finds the wait of a case in its queue decides this wait, with the number of the case, by one
/// compare-exchange. Token and abort compete in the same compare-exchange. So exactly one of them wins, and nothing is taken from the
/// others: to them their wait looks cancelled.</para>
/// <para>Rounds. Between two rounds the wait is decided, so a thread that comes late decides nothing. If a thread may still hold the wait
/// of a case, the next round takes a new object.</para>
/// </remarks>
internal sealed class SelectWait : Waiter
{
    private int _winner;
    private bool _isFailed;
    private bool _isOver = true;
    private bool _isRetired;

    /// <summary>The number of the case that has won. Valid once the result was taken.</summary>
    public int Winner => _isOver ? _winner : State.Case;

    /// <summary>True if the winner was told that its primitive has ended. Valid once the result was taken.</summary>
    public bool IsFailed => _isOver ? _isFailed : Decision == WaitDecision.Failed;

    /// <summary>True if the next round may use this object again.</summary>
    public bool IsReusable => _isOver && !_isRetired;

    public SelectWait() => State.End();

    /// <summary>Begins a round. From here on a case may decide it.</summary>
    public void Begin(IWaitOwner owner, IWaitingTask? task)
    {
        _isOver = false;
        Open(owner, task);
        State.Reopen();
    }

    /// <summary>Says that a thread may still hold the wait of a case: the next round takes another object.</summary>
    public void Retire() => _isRetired = true;

    /// <summary>Decides the round for a case that was ready at once.</summary>
    public bool TryDecide(WaitDecision decision, int ofCase) => State.TryDecide(decision, ofCase);

    /// <summary>How the wait of that case is decided: a case that has not won counts as cancelled.</summary>
    public WaitDecision DecisionOf(int ofCase) => State.DecisionOf(ofCase);

    /// <summary>Ends a round that was decided before it was awaited.</summary>
    public void EndUnawaited()
    {
        Signal();
        TakeOutcome();
    }

    /// <summary>Takes the outcome of a round that has one, and ends it.</summary>
    /// <returns>The error of a round that was cancelled or aborted; otherwise null.</returns>
    public Exception? TakeOutcome()
    {
        End(out var error);
        return error;
    }

    protected override void ResetState()
    {
        (_winner, _isFailed) = (State.Case, Decision == WaitDecision.Failed);
        // A thread that holds the wait of a case may still ask how that was decided.
        if (!_isRetired)
            State.End();
        _isOver = true;
    }

    protected override void Recycle()
    {
    }
}
