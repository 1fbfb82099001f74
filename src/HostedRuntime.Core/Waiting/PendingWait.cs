using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>A wait, which usually an abort of its task can end. All ways to end it compete in one compare-exchange of its state.</summary>
/// <remarks>
/// An abort ends only a wait in the abort list of its task. A shielded wait, a <see cref="ForcedYield{T}"/> and an AsyncMethodWait are in
/// no such list.
/// </remarks>
internal abstract class PendingWait : Resumption
{
    private WaitState _state;

    /// <summary>True once it is decided how the wait ends, and while the wait is cached for its next use.</summary>
    public bool IsDecided => Decision != WaitDecision.None;

    /// <summary>True once the wait was cancelled or aborted: the primitive is then as if there had been no wait.</summary>
    public bool IsGivenUp => Decision is WaitDecision.Canceled or WaitDecision.Aborted;

    /// <summary>
    /// Describes in words what the wait is for. The wait may end and be used again meanwhile. So an implementation reads each reference
    /// once and runs no code that may block or throw, and <see cref="Look()"/> drops a text that mixes two uses. Any thread.
    /// </summary>
    protected abstract string? WaitsOn { get; }

    /// <summary>See <see cref="WaitView.Target"/>. An implementation keeps the rules of <see cref="WaitsOn"/>.</summary>
    protected virtual object? WaitTarget => null;

    /// <summary>See <see cref="WaitView.Purpose"/>. An implementation keeps the rules of <see cref="WaitsOn"/>.</summary>
    protected virtual string WaitPurpose => "";

    /// <summary>A number that changes with each use of a reused wait; zero for a wait whose text cannot mix two uses.</summary>
    public virtual short UseNumber => 0;

    /// <summary>How many aborts of its task the waiting branch has seen (<see cref="ThreadContext.AbortsSeen"/>).</summary>
    /// <remarks>
    /// Written by the waiting thread before an abort can find the wait, and then by the thread that decides the wait as aborted. Read by
    /// the code that goes on after the wait.
    /// </remarks>
    public ushort AbortsSeen { get; set; }

    protected WaitDecision Decision => _state.Decision is var decision and not WaitDecision.Linked ? decision : LinkedDecision;

    /// <summary>How the select has decided this wait, if the wait is linked to one of its cases.</summary>
    protected virtual WaitDecision LinkedDecision => WaitDecision.Canceled;

    protected ref WaitState State => ref _state;

    /// <summary>Decides how the wait ends, by one compare-exchange.</summary>
    /// <returns>True if this call decided it: the caller then brings the wait to its end. Otherwise false.</returns>
    public bool TryDecide(WaitDecision decision)
        => _state.TryDecide(decision) || (_state.Decision == WaitDecision.Linked && TryDecideLinked(decision));

    /// <summary>Decides the wait as the winner of its select.</summary>
    /// <returns>True if this call decided it; otherwise false, because another case has won or the select has ended.</returns>
    protected virtual bool TryDecideLinked(WaitDecision decision) => false;

    /// <summary>Cancels or aborts the wait, unless it is decided.</summary>
    /// <returns>True if this call decided the wait; otherwise false.</returns>
    public bool TryCancel(WaitDecision decision, CancellationToken ct)
    {
        if (!TryDecide(decision))
            return false;
        EndCanceled(ct);
        return true;
    }

    /// <summary>Describes what the wait is for. Any thread.</summary>
    /// <returns>The description; null if the wait is over, or ended meanwhile.</returns>
    /// <remarks>
    /// Between two uses the wait is decided, or pooled, and its number changes after the decision. So if the wait is undecided before and
    /// after the description is made, with the same number, the description belongs to one use. The second check comes after a full fence
    /// and reads the state first. If the description contains something of the next use, that check finds the decision of this use. If the
    /// wait was opened again by a release write, the check finds the next number. A waiter that is given back unused keeps its number. Only
    /// AsyncNotify gives waiters back, and its text is always the same.
    /// </remarks>
    public WaitView? Look() => Look(UseNumber);

    /// <summary>Describes one use of the wait. Any thread.</summary>
    /// <param name="use">The number of the use, which <see cref="UseNumber"/> returned.</param>
    /// <returns>The description; null if that use is over, or ended meanwhile.</returns>
    public WaitView? Look(short use)
    {
        // Otherwise the number could be read after the text, on Arm64, and be that of the next use.
        Fence.Loads();
        if (IsDecided || UseNumber != use || WaitsOn is not { } text)
            return null;
        var view = new WaitView(this, use, text, WaitTarget, WaitPurpose);
        // Pairs with the compare-exchange of TryDecide.
        Fence.Full();
        return !IsDecided && UseNumber == use ? view : null;
    }

    /// <summary>Ends a wait that the caller has decided as cancelled or aborted.</summary>
    public abstract void EndCanceled(CancellationToken ct);

    /// <summary>Called on the thread that evicted this decided wait from the first place of its task's list.</summary>
    /// <returns>True if the code after the wait has gone on; otherwise another branch is about to.</returns>
    public virtual bool OnEvicted() => true;

    /// <summary>
    /// Returns the wait that is cached in the task of this thread, if it has this type. It stays decided until
    /// <see cref="WaitState.Reopen"/>.
    /// </summary>
    /// <returns>The wait, which the caller owns now; otherwise null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static TWait? TakeCached<TWait>(ThreadContext? context) where TWait : PendingWait
        // A branch that has seen an abort takes a fresh wait, because a cached one says that it has seen none.
        => context is { AbortsSeen: 0 } && context.Task?.FirstWait is { } first && first.GetType() == typeof(TWait) && first.State.TryTakeCached()
            ? Unsafe.As<TWait>(first)
            : null;

    /// <summary>
    /// Returns whether this ended wait may be cached in its task. It may if this thread polls the task, the wait is in the first place of
    /// the list, and the task was never aborted. The caller then clears the wait and calls <see cref="WaitState.MarkCached"/> last.
    /// </summary>
    protected bool MayBeCached(ThreadContext? context, object? task)
        => context is { IsPolling: true, Task: { } current } && ReferenceEquals(current, task) && current.MayCache(this);
}
