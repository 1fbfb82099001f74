using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>A wait that an abort of its task can end. All ways to end it meet in one compare-exchange of its state.</summary>
internal abstract class PendingWait
{
    private WaitState _state;

    /// <summary>True once it is decided how the wait ends, or when it rests for its next use.</summary>
    public bool IsDecided => Decision != WaitDecision.None;

    /// <summary>True once it was cancelled or aborted: what it waits in is as if there had been no wait.</summary>
    public bool IsGivenUp => Decision is WaitDecision.Canceled or WaitDecision.Aborted;

    /// <summary>
    /// What it waits for, in words. Read on any thread while the wait may end and be used again: reads each reference once, runs no code that may block or
    /// throw, and leaves it to <see cref="Describe"/> to drop a text that mixes two uses.
    /// </summary>
    protected abstract string? WaitsOn { get; }

    /// <summary>Changes with each use of a wait that is used again; zero for a wait whose text cannot mix two uses.</summary>
    protected virtual short UseNumber => 0;

    /// <summary>
    /// How many aborts of its task the waiting branch has felt (<see cref="PollCell.AbortsSeen"/>). Written by the waiting thread before an abort can find the
    /// wait, then by the thread that decides the wait as aborted; read again by the code that goes on after the wait.
    /// </summary>
    public ushort AbortsSeen { get; set; }

    protected WaitDecision Decision => _state.Decision;

    protected ref WaitState State => ref _state;

    /// <summary>The one compare-exchange. The caller that gets true must see the wait through to its end.</summary>
    public bool TryDecide(WaitDecision decision) => _state.TryDecide(decision);

    /// <summary>Cancels or aborts the wait unless it is decided.</summary>
    public bool TryCancel(WaitDecision decision, CancellationToken ct)
    {
        if (!TryDecide(decision))
            return false;
        EndCanceled(ct);
        return true;
    }

    /// <summary>Says for people what it waits for. From any thread; a moment's view.</summary>
    /// <returns>The text; null if the wait is over, or ended meanwhile.</returns>
    /// <remarks>
    /// Between two uses the wait is decided, or pooled, and its number changes after the decision. So a text for which the wait was open before and after,
    /// with one number, is of one use. The second look comes after a full fence and reads the state first: a text that holds something of the next use
    /// finds the decision of this one, or, opened again by a release, the next number.
    /// </remarks>
    public string? Describe()
    {
        var use = UseNumber;
        if (IsDecided)
            return null;
        var text = WaitsOn;
        // Pairs with the compare-exchange of TryDecide.
        Fence.Full();
        return !IsDecided && UseNumber == use ? text : null;
    }

    /// <summary>Sees a wait through that the caller decided as cancelled or aborted.</summary>
    public abstract void EndCanceled(CancellationToken ct);

    /// <summary>Goes on after the wait, on the thread and in the poll that it was sent to.</summary>
    public abstract void Run(PollCell? cell);

    /// <summary>The same as a callback, for who takes it to another poll.</summary>
    public abstract Delegate AsCallback(out object? state);

    /// <summary>True for a kind that rests in its place in the list of its task when it is over, for the next wait there.</summary>
    public virtual bool CanRest => false;

    /// <summary>Called on the thread that evicted this decided wait from the first place of its task's list.</summary>
    /// <returns>True if the code after the wait has gone on; otherwise another branch is about to.</returns>
    public virtual bool OnEvicted() => true;

    /// <summary>The async method that goes on after this wait; null: not known. Until the method goes on.</summary>
    public virtual Task? Method => null;

    /// <summary>
    /// True while the method with that Task goes on after this wait, in a poll of that task. A BCL state machine is its own Task; of any
    /// other method it is false, which is safe.
    /// </summary>
    public abstract bool Continues(Task method, IWaitingTask task);
}
