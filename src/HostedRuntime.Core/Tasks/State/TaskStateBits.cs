using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// The state of a task in one integer. The start is claimed once: by the thread that runs the body, or by an abort that cancels the task
/// before its start. An abort of a started task may be requested several times, and each request is delivered once to each branch.
/// </summary>
internal struct TaskStateBits
{
    /// <summary>The start is decided: the body runs, or never runs.</summary>
    private const int Claimed = 1;

    /// <summary>The body was entered. Only with <see cref="Claimed"/>.</summary>
    private const int Started = 2;

    /// <summary>An abort was requested. Never cleared.</summary>
    private const int AbortRequested = 4;

    /// <summary>An abort was requested and no branch has seen it yet.</summary>
    private const int AbortDue = 8;

    /// <summary>
    /// The body has suspended: the task is in the owner's list, and its body's Task is visible. Set by the poll that suspends it first.
    /// </summary>
    private const int Suspended = 16;

    /// <summary>The BCL calls back when the body ends. Without this flag every poll looks.</summary>
    private const int Observed = 32;

    /// <summary>A thread has seen that the suspended body has ended, and ends the task.</summary>
    private const int EndClaimed = 64;

    /// <summary>Several branches waited at the same time, or an operation exceeded the budget of its poll. Never cleared.</summary>
    private const int Branched = 128;

    private const int AbortShift = 8;

    /// <summary>The bits from here up count the requested aborts. The count wraps, and is only compared for equality.</summary>
    private const int OneAbort = 1 << AbortShift;

    private AtomicInt _bits;

    /// <summary>
    /// How often the task was polled. Approximate, because polls of parallel branches may be counted as one. It is not part of the state.
    /// It is here because the struct takes eight bytes anyway.
    /// </summary>
    public int Polls;

    public readonly bool IsStarted => (_bits.Read() & Started) != 0;

    public readonly bool IsAbortRequested => (_bits.Read() & AbortRequested) != 0;

    public readonly bool IsSuspended => (_bits.Read() & Suspended) != 0;

    /// <summary>True while each poll has to look whether the body has ended.</summary>
    public readonly bool IsEndSought => (_bits.Read() & (Suspended | Observed | EndClaimed)) == Suspended;

    /// <summary>
    /// Claims the start for the calling thread. A full fence: an abort sweep that follows sees what the thread wrote before, the current
    /// task of its ThreadContext.
    /// </summary>
    public bool TryStart() => TryClaim(Claimed | Started);

    /// <summary>Claims the start for an abort.</summary>
    /// <returns>True if the body will never run; otherwise false.</returns>
    public bool TryCancelBeforeStart() => TryClaim(Claimed | AbortRequested);

    public readonly bool IsBranched => (_bits.Read() & Branched) != 0;

    /// <summary>True if a poll of the task has to note which aborts its branch has seen, or which branch it is.</summary>
    public readonly bool IsAbortedOrBranched => (_bits.Read() & (AbortRequested | Branched)) != 0;

    public void MarkBranched()
    {
        if (!IsBranched)
            _bits.Or(Branched);
    }

    /// <summary>True while no branch has seen the last requested abort.</summary>
    public readonly bool IsAbortDue => (_bits.Read() & AbortDue) != 0;

    /// <summary>The number of requested aborts, in the two bytes that a wait has room for. Only compared for equality.</summary>
    public readonly ushort Aborts => AbortsOf(_bits.Read());

    /// <summary>
    /// Requests an abort. A full fence, which pairs with the fence in RegisterForAbort between the publication of a wait and its read of
    /// <see cref="IsAbortRequested"/>. So either the sweep that follows finds the wait, or the wait finds the request.
    /// </summary>
    /// <returns>The number of this abort, as <see cref="Aborts"/> counts.</returns>
    public ushort RequestAbort()
    {
        var seen = _bits.Read();
        while (true)
        {
            var requested = unchecked(seen + OneAbort) | AbortRequested | AbortDue;
            var before = _bits.CompareExchange(requested, seen);
            if (before == seen)
                return AbortsOf(requested);
            seen = before;
        }
    }

    /// <summary>
    /// Notes that a branch sees the last abort. Called before that branch can go on, because a branch that has seen an abort must never
    /// find it due again.
    /// </summary>
    /// <returns>True if the abort was due; otherwise another branch has seen it already.</returns>
    public bool TryTakeAbort()
    {
        if ((_bits.Read() & AbortDue) == 0)
            return false;
        return (_bits.And(~AbortDue) & AbortDue) != 0;
    }

    /// <summary>Notes that the body has suspended, after its Task was published.</summary>
    /// <remarks>A full fence before the check whether the body has ended: see <see cref="RuntimeTask"/>.LookForEnd.</remarks>
    public void MarkSuspended()
    {
        var before = _bits.Or(Suspended);
        Debug.Assert((before & (Started | Suspended)) == Started, "A body suspends for the first time once.");
    }

    /// <summary>Marks that the BCL calls back at the end of the body.</summary>
    /// <returns>True for one caller, which has to ask the BCL; otherwise false.</returns>
    public bool TryMarkObserved() => (_bits.Or(Observed) & Observed) == 0;

    /// <summary>Claims the end of the task.</summary>
    /// <returns>True for one caller, which has to end the task; otherwise false.</returns>
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
