using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// A task's state word. Its start is claimed once, by the thread that will run the body or by an abort that forestalls it;
/// an abort of a started task is asked for once or more and each time delivered once.
/// </summary>
internal struct TaskWord
{
    /// <summary>The start is decided: the body runs, or never will.</summary>
    private const int Claimed = 1;

    /// <summary>The body was entered. Only with <see cref="Claimed"/>.</summary>
    private const int Started = 2;

    /// <summary>An abort was asked for; stays.</summary>
    private const int AbortRequested = 4;

    /// <summary>An abort was asked for and no wait has felt it yet.</summary>
    private const int AbortPending = 8;

    /// <summary>The body suspended: the task stands in the owner's list, and its body's Task is to be seen. Written by the poll that suspends first.</summary>
    private const int Suspended = 16;

    /// <summary>The BCL calls back when the body ends. Without it every poll looks.</summary>
    private const int Observed = 32;

    /// <summary>Somebody saw that the suspended body has ended, and ends the task.</summary>
    private const int EndClaimed = 64;

    /// <summary>Several branches of the body waited at the same time; stays.</summary>
    private const int Branched = 128;

    private const int AbortShift = 8;

    /// <summary>The bits from here up count the aborts that were asked for; the count wraps, and is compared for equality alone.</summary>
    private const int OneAbort = 1 << AbortShift;

    private AtomicInt _bits;

    /// <summary>
    /// How often the task was polled. Advisory: polls of parallel branches may be counted as one. Not of the word; it fills the other half of the
    /// eight bytes that the word would take alone.
    /// </summary>
    public int Polls;

    public readonly bool IsStarted => (_bits.Read() & Started) != 0;

    public readonly bool IsAbortRequested => (_bits.Read() & AbortRequested) != 0;

    public readonly bool IsSuspended => (_bits.Read() & Suspended) != 0;

    /// <summary>True while it is the polls that have to find out that the body has ended.</summary>
    public readonly bool IsEndSought => (_bits.Read() & (Suspended | Observed | EndClaimed)) == Suspended;

    /// <summary>The runner's claim. A full fence: what the runner wrote before (its thread's PollCell) is visible to an abort sweep after.</summary>
    public bool TryStart() => TryClaim(Claimed | Started);

    /// <summary>The abort's claim: true means that the body will never run.</summary>
    public bool TryForestall() => TryClaim(Claimed | AbortRequested);

    public readonly bool IsBranched => (_bits.Read() & Branched) != 0;

    /// <summary>True if a poll of the task has to note which aborts its branch has felt, or which branch it is.</summary>
    public readonly bool IsAbortedOrBranched => (_bits.Read() & (AbortRequested | Branched)) != 0;

    public void MarkBranched()
    {
        if (!IsBranched)
            _bits.Or(Branched);
    }

    /// <summary>True while the last abort that was asked for was felt by no branch.</summary>
    public readonly bool IsAbortDue => (_bits.Read() & AbortPending) != 0;

    /// <summary>How many aborts were asked for. Two bytes, which waits have room for; compared for equality alone.</summary>
    public readonly ushort Aborts => AbortsOf(_bits.Read());

    /// <summary>
    /// Asks for an abort. A full fence: pairs with the one between Enlist's publication and its look at <see cref="IsAbortRequested"/>. Either the sweep that
    /// follows finds the wait, or the wait finds the request.
    /// </summary>
    /// <returns>The number of this abort, as <see cref="Aborts"/> counts.</returns>
    public ushort RequestAbort()
    {
        var seen = _bits.Read();
        while (true)
        {
            var requested = unchecked(seen + OneAbort) | AbortRequested | AbortPending;
            var before = _bits.CompareExchange(requested, seen);
            if (before == seen)
                return AbortsOf(requested);
            seen = before;
        }
    }

    /// <summary>
    /// Notes that a branch feels the last abort. Called before that branch can go on: a branch that has felt an abort never finds it due again.
    /// </summary>
    /// <returns>True if the abort was due; otherwise another branch has felt it already.</returns>
    public bool TryTakeAbort()
    {
        if ((_bits.Read() & AbortPending) == 0)
            return false;
        return (_bits.And(~AbortPending) & AbortPending) != 0;
    }

    /// <summary>A full fence between the publication of the body's Task and the look whether it has ended: see <see cref="RuntimeTask"/>.LookForEnd.</summary>
    public void MarkSuspended()
    {
        var before = _bits.Or(Suspended);
        Debug.Assert((before & (Started | Suspended)) == Started, "A body suspends for the first time once.");
    }

    /// <summary>True for one caller: it has to ask the BCL.</summary>
    public bool TryMarkObserved() => (_bits.Or(Observed) & Observed) == 0;

    /// <summary>True for one caller: it has to end the task.</summary>
    public bool TryClaimEnd() => (_bits.Or(EndClaimed) & EndClaimed) == 0;

    private static ushort AbortsOf(int bits) => unchecked((ushort)(bits >>> AbortShift));

    private bool TryClaim(int bits)
    {
        var seen = _bits.CompareExchange(bits, 0);
        while (seen != 0 && (seen & Claimed) == 0)
        {
            var before = _bits.CompareExchange(seen | bits, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return seen == 0;
    }
}
