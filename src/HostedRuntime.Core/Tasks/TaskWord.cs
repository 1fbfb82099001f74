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

    /// <summary>The task stands in the owner's list. Written by the poll that suspends first, before the body can end elsewhere.</summary>
    private const int Registered = 16;

    private AtomicInt _bits;

    public readonly bool IsStarted => (_bits.Read() & Started) != 0;

    public readonly bool IsAbortRequested => (_bits.Read() & AbortRequested) != 0;

    public readonly bool IsRegistered => (_bits.Read() & Registered) != 0;

    /// <summary>The runner's claim. A full fence: what the runner wrote before (its thread's PollCell) is visible to an abort sweep after.</summary>
    public bool TryStart() => TryClaim(Claimed | Started);

    /// <summary>The abort's claim: true means that the body will never run.</summary>
    public bool TryForestall() => TryClaim(Claimed | AbortRequested);

    /// <summary>Asked for and not delivered yet. After a full fence: the one between Enlist's publication and this pairs with RequestAbort.</summary>
    public readonly bool IsAbortDue => (_bits.Read() & AbortPending) != 0;

    /// <summary>Asks for an abort. A full fence: pairs with the one between Enlist's publication and <see cref="IsAbortDue"/>.</summary>
    public void RequestAbort() => _bits.Or(AbortRequested | AbortPending);

    /// <summary>Consumes a pending abort; true for one caller alone.</summary>
    public bool TryTakeAbort()
    {
        if ((_bits.Read() & AbortPending) == 0)
            return false;
        return (_bits.And(~AbortPending) & AbortPending) != 0;
    }

    public void MarkRegistered()
    {
        var before = _bits.Or(Registered);
        Debug.Assert((before & (Started | Registered)) == Started, "A task is registered once, at its first suspension.");
    }

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
