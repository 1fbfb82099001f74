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
    /// Puts a pending wait under the task's abort. One that is due ends it here, and all others that are pending. Unless it got what it
    /// waits for: then the abort stays due.
    /// </summary>
    void Enlist(PendingWait wait);

    /// <summary>The same for a wait that rested, opened by now. False: it had left the list, and stands in it anew; whoever took it out may hold it.</summary>
    bool EnlistAgain(PendingWait wait);

    /// <summary>What stands in the first place of the list, where a wait may rest.</summary>
    PendingWait? FirstWait { get; }

    /// <summary>False: an abort holds the wait at this moment, so it must not be pooled.</summary>
    bool Delist(PendingWait wait);

    /// <summary>The same for a decided wait that is never pooled: where it can be left for the next one to replace, it is.</summary>
    void Forget(PendingWait wait);

    /// <summary>
    /// True when that method goes on in a poll of this task. Asked by the one thread that polls it, whose cell it is; false may mean that it is
    /// not known.
    /// </summary>
    bool GoesOnWith(Task method, PollCell here);

    /// <summary>Has the BCL call back when that method ends, inside the poll that ends it if it is one of this task.</summary>
    void Observe(Task method, Action onEnded);

    /// <summary>Consumes a pending abort, if there is one, before an operation that would suspend.</summary>
    bool TryTakeAbort();
}
