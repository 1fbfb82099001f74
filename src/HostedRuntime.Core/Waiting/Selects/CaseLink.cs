namespace HostedRuntime.Waiting;

/// <summary>
/// Ties the wait of one case to its select: the decision of the wait is that of the select, and so is the signal. Lives as long as the case.
/// </summary>
internal sealed class CaseLink
{
    /// <summary>The select. Replaced only between two rounds, if a thread may still hold the old one.</summary>
    public SelectWait Select { get; set; } = null!;

    /// <summary>The number of the case in its select.</summary>
    public int Number { get; init; }

    /// <summary>The decision of the wait of this case: a case that has not won counts as cancelled.</summary>
    public WaitDecision Decision => Select.DecisionOf(Number);

    /// <summary>Decides the select for this case. A full fence.</summary>
    /// <returns>True if this call decided it; otherwise false. Between two rounds a select is decided.</returns>
    public bool TryDecide(WaitDecision decision) => Select.TryDecide(decision, Number);

    /// <summary>Signals the select. Called once by the thread that decided it, after the outcome is stored.</summary>
    public void Signal() => Select.Signal();

    /// <summary>Reports an event that has happened and cannot be undone, for example the end of a task. Any thread, any number of times.</summary>
    public void Report()
    {
        if (TryDecide(WaitDecision.Granted))
            Signal();
    }
}
