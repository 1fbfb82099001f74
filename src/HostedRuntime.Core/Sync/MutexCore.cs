using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// The lock behind <see cref="AsyncMutex"/> and its generic twin: one word when nobody waits, a queue under a lock when somebody does.
/// </summary>
/// <remarks>
/// The word holds a version that grows with each release, so a stale guard is told from the current one exactly, and two flags.
/// <c>Locked</c> is taken by compare-exchange. <c>Contended</c> says that the queue may hold somebody: set under the gate before a
/// waiter enters the queue, seen by the release, which then hands over under the gate. A release that saw it clear has its
/// compare-exchange fail if it was set meanwhile. While it is set nobody but the gate's holder changes the word.
/// </remarks>
internal sealed class MutexCore<TGuard>(Func<long, TGuard> makeGuard) : IWaitOwner
{
    private const long Locked = 1;
    private const long Contended = 2;
    private const int VersionShift = 2;

    private readonly Lock _gate = new();
    private WaitQueue _queue;
    private AtomicLong _word;

    public bool IsLocked => (_word.Read() & Locked) != 0;

    public int WaiterCount => _queue.Count;

    public bool TryEnter(out long version)
    {
        var word = _word.Read();
        version = word >> VersionShift;
        return (word & (Locked | Contended)) == 0 && _word.CompareExchange(word | Locked, word) == word;
    }

    public ValueTask<TGuard> EnterAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TGuard>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<MutexCore<TGuard>, TGuard>.Then(this, static (core, ct) => core.EnterAsync(ct), ct);
        if (TryEnter(out var version))
            return new(makeGuard(version));
        if (Enqueue(out version) is not { } waiter)
            return new(makeGuard(version));
        return waiter.Pend(ct);
    }

    public TGuard EnterBlocking(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (TryEnter(out var version))
            return makeGuard(version);
        if (Enqueue(out version) is not { } waiter)
            return makeGuard(version);
        return waiter.WaitForResult(ct);
    }

    public bool IsHeldBy(long version)
    {
        var word = _word.Read();
        return (word & Locked) != 0 && word >> VersionShift == version;
    }

    /// <summary>Releases the lock that was taken with this version; a stale version changes nothing.</summary>
    public void Exit(long version)
    {
        var held = (version << VersionShift) | Locked;
        if (_word.CompareExchange((version + 1) << VersionShift, held) == held)
            return;
        if (!IsHeldBy(version))
        {
            StaleGuards.Count();
            return;
        }

        HandOver(version);
    }

    public void Withdraw(Waiter waiter)
    {
        // The flag stays: the next release finds the queue empty and clears it.
        lock (_gate)
            _queue.Remove(waiter);
    }

    /// <summary>Null: the lock became free and was taken.</summary>
    private Waiter<TGuard>? Enqueue(out long version)
    {
        lock (_gate)
        {
            while (true)
            {
                if (TryEnter(out version))
                    return null;
                var word = _word.Read();
                if ((word & Locked) == 0 || _word.CompareExchange(word | Contended, word) != word)
                    continue;
                var waiter = WaiterPool.Rent<Waiter<TGuard>>();
                waiter.Begin(this);
                _queue.Enqueue(waiter);
                return waiter;
            }
        }
    }

    private void HandOver(long version)
    {
        Waiter? next;
        lock (_gate)
        {
            // Two copies of a guard may be disposed at the same time: the second finds another version here.
            if (!IsHeldBy(version))
            {
                StaleGuards.Count();
                return;
            }

            var following = (version + 1) << VersionShift;
            if (_queue.TryDequeue(WaitDecision.Granted, out next))
                following |= _queue.IsEmpty ? Locked : Locked | Contended;
            _word.Write(following);
        }

        if (next is not null)
            ((Waiter<TGuard>)next).Grant(makeGuard(version + 1));
    }
}
