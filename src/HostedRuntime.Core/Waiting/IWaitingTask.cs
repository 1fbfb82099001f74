namespace HostedRuntime.Waiting;

/// <summary>
/// What a wait may ask of the task that waits. Locks, channels and timers meet a task only through this,
/// so they stay usable off the runtime and know nothing of workers.
/// </summary>
internal interface IWaitingTask
{
    /// <summary>Name or number, for people.</summary>
    string Label { get; }

    /// <summary>For the exception of an aborted wait: the token of the task, fired.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>The clock of the task's runtime.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>True for the task's own token: the abort list delivers it, so no registration is needed.</summary>
    bool OwnsToken(CancellationToken ct);

    /// <summary>Runs the continuation in a poll of this task. Thread-safe; never inline.</summary>
    void Resume(Action<object?> continuation, object? state);

    /// <summary>The same for a wait that is over: the poll runs it.</summary>
    void Resume(PendingWait wait);

    /// <summary>Like <see cref="Resume(Action{object?}, object?)"/>, but behind everything that is queued already; with the cell of this thread.</summary>
    void ResumeLast(Action<object?> continuation, object? state, PollCell here);

    /// <summary>
    /// Registers the wait so that an abort can end it. If an abort is due, or the branch that waits has not felt one, this call cancels the wait. A wait
    /// that has been granted is not cancelled; its branch then feels the abort at its next wait.
    /// </summary>
    void Enlist(PendingWait wait);

    /// <summary>
    /// Registers a cached wait again after it was opened. Returns false if the wait was no longer in the list: it has then been added again, and because the
    /// thread that removed it may still hold a reference, it must never be pooled.
    /// </summary>
    bool EnlistAgain(PendingWait wait);

    /// <summary>The wait in the first place of the list, where a wait may rest.</summary>
    PendingWait? FirstWait { get; }

    /// <summary>True if a finished wait may stay in the first place for the next one: it stands there, and the task was never aborted.</summary>
    bool MayKeep(PendingWait wait);

    /// <summary>Unregisters a wait. Returns false if an abort holds the wait at this moment, so that it must not be pooled.</summary>
    bool Delist(PendingWait wait);

    /// <summary>Unregisters a wait whose code goes on on this thread, which takes over the aborts that its branch has felt. Returns as <see cref="Delist"/>.</summary>
    bool Leave(PendingWait wait);

    /// <summary>As <see cref="Leave"/>, for a decided wait that is never pooled: if it is in the first place it stays there until the next wait overwrites it.</summary>
    void Forget(PendingWait wait);

    /// <summary>Notes a wait that an abort must not end, for those who look at the task. <see cref="Hide"/> has to follow.</summary>
    void Show(PendingWait shielded);

    /// <summary>Ends <see cref="Show"/>. After it nobody reads the wait as one of this task.</summary>
    void Hide(PendingWait shielded);

    /// <summary>Notes that the task may have several branches that wait at the same time, so that each of them is told of an abort. Any thread.</summary>
    void MarkBranched();

    /// <summary>Reports an unhandled fault that code on this task's behalf met. Any thread.</summary>
    void ReportFault(Exception exception);

    /// <summary>
    /// True if an abort is due, or the branch that runs here has not felt one; the caller then ends its operation as aborted, and the branch has felt it.
    /// </summary>
    bool TryTakeAbort();
}
