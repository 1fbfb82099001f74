namespace HostedRuntime.Waiting;

/// <summary>Ties the wait of one case to its select: the decision of the wait is that of the select, and so is the signal.</summary>
/// <remarks>
/// Never changed, because a thread that comes late still reads it. Through the link of an earlier round it finds the select of that round,
/// which stays decided. A link that leads to the select of the present round would let that thread win it.
/// </remarks>
/// <param name="select">The select.</param>
/// <param name="number">The number of the case in its select.</param>
internal sealed class CaseLink(SelectWait select, int number)
{
    public SelectWait Select => select;

    public int Number => number;

    /// <summary>The decision of the wait of this case: a case that has not won counts as cancelled.</summary>
    public WaitDecision Decision => select.DecisionOf(number);

    /// <summary>Decides the select for this case. A full fence.</summary>
    /// <returns>True if this call decided it; otherwise false. Between two rounds a select is decided.</returns>
    public bool TryDecide(WaitDecision decision) => select.TryDecide(decision, number);

    /// <summary>Signals the select. Called once by the thread that decided it, after the outcome is stored.</summary>
    public void Signal() => select.Signal();

    /// <summary>
    /// Reports an event that has happened and cannot be undone, for example the end of a task. Any number of times. Any thread.
    /// </summary>
    /// <returns>True if the case has won by this call; otherwise false.</returns>
    public bool Report()
    {
        if (!TryDecide(WaitDecision.Granted))
            return false;
        Signal();
        return true;
    }
}
