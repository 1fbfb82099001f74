using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>How a wait was decided.</summary>
internal enum WaitDecision
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>It got what it waited for.</summary>
    Granted,

    /// <summary>Its own token fired.</summary>
    Canceled,

    /// <summary>Its task was aborted.</summary>
    Aborted,

    /// <summary>What it waited for ended.</summary>
    Failed,
}

/// <summary>The word of a wait: how it was decided, whether its outcome may be taken, whether somebody awaits it.</summary>
/// <remarks>
/// <para>Decided once, by a compare-exchange. The one who decided signals, once; whoever awaits says so, once. Of these two the second finds what the
/// first left, so exactly one sends the awaiter on its way.</para>
/// <para>An integer, for a compare-exchange of a reference is a call into the runtime and marks cards besides.</para>
/// </remarks>
internal struct WaitState
{
    private const int DecisionMask = 7;
    private const int Awaited = 8;
    private const int Signaled = 16;
    private const int Resting = 32;

    private AtomicInt _bits;

    public readonly WaitDecision Decision => (WaitDecision)(_bits.Read() & DecisionMask);

    public readonly bool IsSignaled => (_bits.Read() & Signaled) != 0;

    public readonly bool IsAwaited => (_bits.Read() & Awaited) != 0;

    /// <summary>The caller that gets true must see the wait through to its end. A full fence then.</summary>
    public bool TryDecide(WaitDecision decision)
    {
        var seen = _bits.Read();
        while ((seen & DecisionMask) == 0)
        {
            var before = _bits.CompareExchange(seen | (int)decision, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    /// <summary>After the awaiter left its continuation; once. False: the wait is over already, and the caller sends it on its way.</summary>
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

    /// <summary>By the one who decided, after the outcome is in place. True: the awaiter is there, and the caller sends it on its way.</summary>
    public bool Signal()
    {
        var seen = _bits.Read();
        if ((seen & Awaited) == 0)
            return (_bits.Or(Signaled) & Awaited) != 0;
        // Decided and awaited: nobody else has anything to write.
        _bits.Write(seen | Signaled);
        return true;
    }

    /// <summary>Of a wait that is over, by the one who alone uses it: whoever ends the rest is that from then on.</summary>
    public void Rest() => _bits.Write(_bits.Read() | Resting);

    /// <summary>True for one caller, who alone uses it from then on. It stays decided.</summary>
    public bool TryEndRest()
    {
        var seen = _bits.Read();
        return (seen & Resting) != 0 && _bits.CompareExchange(seen & ~Resting, seen) == seen;
    }

    /// <summary>For the next use, by the one who alone uses it.</summary>
    public void Reset() => _bits.Write(0);

    /// <summary>The same for a wait that an abort may know from its last use. A full fence: pairs with the one of TaskWord.RequestAbort.</summary>
    public void Reopen()
    {
        _bits.Write(0);
        Fence.Full();
    }
}
