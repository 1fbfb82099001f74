namespace HostedRuntime.Waiting;

/// <summary>
/// A task as its waits see it. Locks, channels and timers know a task only through this interface, so they also work off the runtime and
/// know nothing of workers.
/// </summary>
internal interface IWaitingTask
{
    /// <summary>The name or number of the task, for messages.</summary>
    string Label { get; }

    /// <summary>
    /// The token for the exception of an aborted wait: the task's own, which has fired. If the body never asked for its token, it is any
    /// fired token.
    /// </summary>
    CancellationToken CancellationToken { get; }

    /// <summary>The clock of the task's runtime.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>
    /// Returns whether this is the task's own token. The abort list delivers it, so a wait needs no registration with it.
    /// </summary>
    bool OwnsToken(CancellationToken ct);

    /// <summary>Schedules the continuation for a later poll of this task. Any thread.</summary>
    void Resume(Action<object?> continuation, object? state);

    /// <summary>Schedules a finished wait: a later poll of this task runs it. Any thread.</summary>
    void Resume(PendingWait wait);

    /// <summary>Schedules the continuation behind everything that is queued already.</summary>
    /// <param name="continuation">The code that the poll runs.</param>
    /// <param name="state">Passed to <paramref name="continuation"/>.</param>
    /// <param name="here">The state of this thread.</param>
    void ResumeLast(Action<object?> continuation, object? state, ThreadContext here);

    /// <summary>
    /// Registers the wait so that an abort can end it. If an abort is due, or the branch that waits has not seen one, this call cancels the
    /// wait. A wait that has been granted is not cancelled; its branch then sees the abort at its next wait.
    /// </summary>
    void RegisterForAbort(PendingWait wait);

    /// <summary>
    /// Registers a cached wait again after it was opened. Returns false if the wait was no longer in the list. It has then been added
    /// again, as a further wait. Because the thread that removed it may still hold a reference, it must never be pooled.
    /// </summary>
    bool RegisterAgain(PendingWait wait);

    /// <summary>The wait in the first place of the abort list, which may be a cached one.</summary>
    PendingWait? FirstWait { get; }

    /// <summary>Returns whether a finished wait may be cached in the first place: it is there, and the task was never aborted.</summary>
    bool MayCache(PendingWait wait);

    /// <summary>
    /// Unregisters a wait whose code goes on on this thread. The thread takes over the number of aborts that its branch has seen.
    /// </summary>
    /// <returns>True if it was in the list; false if an abort holds the wait at this moment, so that it must not be pooled.</returns>
    bool Leave(PendingWait wait);

    /// <summary>
    /// As <see cref="Leave"/>, for a decided wait that is never pooled. In the first place it stays until the next wait overwrites it.
    /// </summary>
    void Forget(PendingWait wait);

    /// <summary>Includes a wait that no abort can end in the description of the task, until <see cref="Hide"/>.</summary>
    void Show(PendingWait shielded);

    /// <summary>Ends <see cref="Show"/>. After it no description of this task reads the wait.</summary>
    void Hide(PendingWait shielded);

    /// <summary>Notes that the task may have several branches, so that an abort reaches each of them. Any thread.</summary>
    void MarkBranched();

    /// <summary>Reports an exception of code that ran for this task as an unhandled fault. Any thread.</summary>
    void ReportFault(Exception exception);

    /// <summary>
    /// Returns whether an abort is due, or the branch that runs here has not seen one. If so, the caller ends its operation as aborted, and
    /// the branch has seen the abort.
    /// </summary>
    bool TryTakeAbort();
}
