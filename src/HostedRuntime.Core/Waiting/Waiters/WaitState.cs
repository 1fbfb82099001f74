using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>How a wait was decided.</summary>
internal enum WaitDecision
{
    /// <summary>Not decided yet.</summary>
    None,

    /// <summary>The wait got what it waited for, its waiter was given back unused, or its interval was disposed.</summary>
    Granted,

    /// <summary>The token of the wait fired.</summary>
    Canceled,

    /// <summary>The task that waits was aborted.</summary>
    Aborted,

    /// <summary>The primitive ended, for example a channel that was closed.</summary>
    Failed,

    /// <summary>Not decided here: the wait belongs to a case of a select, and the <see cref="CaseLink"/> decides it.</summary>
    Linked,
}

/// <summary>The state of a wait in one integer: how it was decided, whether its outcome may be taken, whether it is awaited.</summary>
/// <remarks>
/// <para>A wait is decided once, by a compare-exchange. The winner sets "signaled" once, and the awaiter sets "awaited" once. The second of
/// the two finds the other's bit and schedules the continuation, so exactly one does.</para>
/// <para>An integer, because a compare-exchange of a reference is a call into the runtime and marks a GC card.</para>
/// </remarks>
internal struct WaitState
{
    private const int DecisionMask = 7;
    private const int Awaited = 8;
    private const int Signaled = 16;
    private const int Cached = 32;

    // Bits 8 and up: which case of a select has won.
    private const int CaseShift = 8;

    private AtomicInt _bits;

    public readonly WaitDecision Decision => (WaitDecision)(_bits.Read() & DecisionMask);

    /// <summary>The number of the case that has won. Valid for a decided <see cref="SelectWait"/>.</summary>
    public readonly int Case => _bits.Read() >> CaseShift;

    public readonly bool IsSignaled => (_bits.Read() & Signaled) != 0;

    public readonly bool IsAwaited => (_bits.Read() & Awaited) != 0;

    /// <summary>How the wait of that case is decided by this state of its select: a case that has not won counts as cancelled.</summary>
    public readonly WaitDecision DecisionOf(int ofCase)
    {
        // One read for both parts: the select may end its round meanwhile.
        var bits = _bits.Read();
        var decision = (WaitDecision)(bits & DecisionMask);
        return decision is WaitDecision.Granted or WaitDecision.Failed && bits >> CaseShift != ofCase ? WaitDecision.Canceled : decision;
    }

    /// <summary>Decides the wait. If it succeeds it is a full fence.</summary>
    /// <param name="decision">How the wait ends.</param>
    /// <param name="ofCase">The number of the case that decides, for a <see cref="SelectWait"/>.</param>
    /// <returns>True if this call decided it: the caller then writes the outcome and signals. Otherwise false.</returns>
    public bool TryDecide(WaitDecision decision, int ofCase = 0)
    {
        var seen = _bits.Read();
        while ((seen & DecisionMask) == 0)
        {
            var before = _bits.CompareExchange(seen | (int)decision | (ofCase << CaseShift), seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    /// <summary>Marks the wait as awaited. Called once, after the continuation was stored.</summary>
    /// <returns>True if the wait goes on; false if it is signaled already, so that the caller has to schedule the continuation.</returns>
    public bool TryAwait()
    {
        var seen = _bits.Read();
        while ((seen & Signaled) == 0)
        {
            var before = _bits.CompareExchange(seen | Awaited, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    /// <summary>Marks the outcome as there to be taken. Called once by the winner of the decision, after it stored the outcome.</summary>
    /// <returns>True if the wait is awaited, so that the caller has to schedule the continuation; otherwise false.</returns>
    public bool Signal()
    {
        var seen = _bits.Read();
        if ((seen & Awaited) == 0)
            return (_bits.Or(Signaled) & Awaited) != 0;
        // Decided and awaited: no other thread writes any more.
        _bits.Write(seen | Signaled);
        return true;
    }

    /// <summary>
    /// Marks a finished wait as cached. Only its current owner calls this; <see cref="TryTakeCached"/> then passes the ownership to one
    /// caller.
    /// </summary>
    public void MarkCached() => _bits.Write(_bits.Read() | Cached);

    /// <summary>Takes the ownership of a cached wait, which stays decided.</summary>
    /// <returns>True for one caller, the owner from then on; otherwise false.</returns>
    public bool TryTakeCached()
    {
        var seen = _bits.Read();
        return (seen & Cached) != 0 && _bits.CompareExchange(seen & ~Cached, seen) == seen;
    }

    /// <summary>
    /// Leaves the decision of the wait to a case of a select. The wait counts as awaited: its signal goes to the select. Owner only.
    /// </summary>
    public void Link() => _bits.Write((int)WaitDecision.Linked | Awaited);

    /// <summary>Decides a wait for good that no thread decides any more. Owner only.</summary>
    public void End() => _bits.Write((int)WaitDecision.Canceled);

    /// <summary>Clears the state for the next use. Owner only.</summary>
    public void Reset() => _bits.Write(0);

    /// <summary>
    /// Clears the state of a wait that an abort may still know from its last use. A full fence with two partners:
    /// TaskStateBits.RequestAbort, and the compare-exchange with which PendingWaits.Add evicts the wait. Owner only.
    /// </summary>
    public void Reopen()
    {
        _bits.Write(0);
        Fence.Full();
    }
}
