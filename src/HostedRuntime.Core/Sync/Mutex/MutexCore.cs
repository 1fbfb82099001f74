using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// The lock behind <see cref="AsyncMutex"/> and its generic twin: its state in one integer, and a queue that a flag of the state guards.
/// </summary>
/// <remarks>
/// <para>The state holds a version, which grows with each release so that a stale guard differs from the current one, and three flags.
/// <c>Locked</c>: the lock is held. <c>Contended</c>: a waiter is in the queue. <c>Busy</c>: a thread works on the queue, for a dozen
/// instructions. No other thread changes the state until that thread is done, so it ends with a plain release store.</para>
/// <para>Invariant while not busy: contended implies locked. So the lock is never free while a waiter exists, and a thread that finds it
/// free may take it. If the compare-exchange of a release succeeds, no waiter had come. If it fails, the release meets the new waiter as
/// busy or as contended.</para>
/// <para>Rejected: a lock of the BCL around the queue, next to the state. It cost four more interlocked operations for each wait.</para>
/// </remarks>
internal sealed class MutexCore<TGuard>(Func<long, TGuard> makeGuard) : IWaitOwner, IResource
{
    private const long Locked = 1;
    private const long Contended = 2;
    private const long Busy = 4;
    private const int VersionShift = 3;

    private AtomicLong _state;
    private ResourceIdentity _identity;

    /// <summary>The waiters. Guarded by <see cref="Busy"/>.</summary>
    private WaitQueue _queue;

    /// <summary>The holder, for descriptions only. Written next to the state, so it may be a step behind.</summary>
    private object? _holder;

    /// <summary>True once a self-wait was reported. Debug builds only.</summary>
    private bool _saidSelfWait;

    public bool IsLocked => (_state.Read() & Locked) != 0;

    public int WaiterCount => _queue.Count;

    /// <summary>Describes the holder; null while the lock is free.</summary>
    public string? Holder => IsLocked ? HolderText.Label(_holder) : null;

    public string DebuggerDisplay => ResourceDebugView.Named(this, $"{(Holder is { } holder ? $"held by {holder}" : "free")}, {WaiterCount} waiting");

    public bool TryEnter(out long version) => TryEnter(ThreadContext.CurrentTask, out version);

    public bool TryTake(out TGuard guard)
    {
        var isFree = TryEnter(out var version);
        guard = isFree ? makeGuard(version) : default!;
        return isFree;
    }

    public ValueTask<TGuard> EnterAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TGuard>(ct);
        if (!Budget.TrySpend(out var task, out var context))
            return ForcedYield<TGuard>.After(this, static (core, ct) => core.EnterAsync(ct), ct);
        if (TryEnter(task, out var version) || Enqueue(task, context, out version) is not { } waiter)
            return new(makeGuard(version));
        return waiter.Pend(task, ct);
    }

    public TGuard EnterBlocking(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var task = ThreadContext.CurrentTask;
        if (TryEnter(task, out var version) || Enqueue(task, context: null, out version) is not { } waiter)
            return makeGuard(version);
        return waiter.WaitForResult(ct);
    }

    public bool IsHeldBy(long version)
    {
        var state = _state.Read();
        return (state & Locked) != 0 && state >> VersionShift == version;
    }

    /// <summary>Releases the lock that was taken with this version. A stale version changes nothing.</summary>
    public void Exit(long version)
    {
        if (_state.Read() == Held(version))
        {
            _holder = null;
            if (_state.CompareExchange(Free(version + 1), Held(version)) == Held(version))
                return;
        }

        GrantNext(version);
    }

    /// <summary>Makes the guard of this version stale, while the lock stays held.</summary>
    /// <returns>The version of the guard that replaces it.</returns>
    /// <exception cref="InvalidOperationException">The guard is stale already.</exception>
    public long Renew(long version)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var state = _state.Read();
            if ((state & Locked) == 0 || state >> VersionShift != version)
                throw DoubleDisposeCounter.Used("mutex guard");
            if ((state & Busy) != 0)
                Uninterrupted.SpinOnce(ref spin);
            else if (_state.CompareExchange(state + (1L << VersionShift), state) == state)
                return version + 1;
        }
    }

    public void Withdraw(Waiter waiter)
    {
        var state = EnterQueue();
        _queue.Remove(waiter);
        _state.Write(_queue.IsEmpty ? state & ~Contended : state);
    }

    public string Describe(Waiter waiter) => HolderText.Describe("AsyncMutex", IsLocked, _holder, waiter.Requester);

    public string PurposeOf(Waiter waiter) => "lock";

    public ResourceKind Kind => ResourceKind.Mutex;

    public ref ResourceIdentity Identity => ref _identity;

    public ResourceView Look()
    {
        var holder = _holder;
        var state = _state.Read();
        return (state & Locked) != 0
            ? new() { State = "held", Waiters = WaiterCount, Rule = ReleaseRule.All, Holders = [new(holder, "lock")], HoldNumber = state >> VersionShift }
            : new() { State = "free", Waiters = WaiterCount };
    }

    private static long Free(long version) => version << VersionShift;

    private static long Held(long version) => (version << VersionShift) | Locked;

    private bool TryEnter(IWaitingTask? task, out long version)
    {
        var state = _state.Read();
        version = state >> VersionShift;
        if ((state & Locked) != 0)
            return false;
        if ((state & Busy) != 0 || _state.CompareExchange(state | Locked, state) != state)
            return TryEnterAgain(task, out version);
        _holder = task;
        return true;
    }

    /// <summary>Takes the lock after another thread changed the state or worked on the queue.</summary>
    /// <returns>True if the lock was taken; false only if it is held.</returns>
    private bool TryEnterAgain(IWaitingTask? task, out long version)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var state = _state.Read();
            version = state >> VersionShift;
            if ((state & Locked) != 0)
                return false;
            if ((state & Busy) != 0)
            {
                Uninterrupted.SpinOnce(ref spin);
            }
            else if (_state.CompareExchange(state | Locked, state) == state)
            {
                _holder = task;
                return true;
            }
        }
    }

    /// <summary>Adds a waiter, or takes the lock if it has become free.</summary>
    /// <returns>The waiter; null if the lock was taken.</returns>
    private Waiter<TGuard>? Enqueue(IWaitingTask? task, ThreadContext? context, out long version)
    {
        if (task is not null && ReferenceEquals(_holder, task))
            HolderText.ReportSelfWait("AsyncMutex", task, ref _saidSelfWait);
        long state;
        while (!TryEnterQueueOfHeld(out state))
        {
            if (TryEnter(task, out version))
                return null;
        }

        version = 0;
        var waiter = Waiter.Rent<Waiter<TGuard>>(context);
        _queue.Enqueue(waiter);
        waiter.Open(this, task);
        _state.Write(state);
        return waiter;
    }

    /// <summary>Adds a linked wait, if the lock is held.</summary>
    public CaseStart BeginEnter(CaseLink link, out Waiter<TGuard>? waiter)
    {
        waiter = null;
        if (!TryEnterQueueOfHeld(out var state))
            return CaseStart.Ready;
        waiter = Waiter.RentLinked<Waiter<TGuard>>(link);
        _queue.Enqueue(waiter);
        waiter.Open(this);
        _state.Write(state);
        return CaseStart.Waiting;
    }

    /// <summary>Sets <see cref="Busy"/> and <see cref="Contended"/> while the lock is held, to add a waiter.</summary>
    /// <param name="state">The state that the caller stores after it has added the waiter.</param>
    /// <returns>True if the queue was entered; false if the lock is free.</returns>
    private bool TryEnterQueueOfHeld(out long state)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var seen = _state.Read();
            state = seen | Contended;
            if ((seen & Locked) == 0)
                return false;
            if ((seen & Busy) != 0)
                Uninterrupted.SpinOnce(ref spin);
            else if (_state.CompareExchange(state | Busy, seen) == seen)
                return true;
        }
    }

    private void GrantNext(long version)
    {
        var state = EnterQueue();
        // Two copies of a guard may be disposed at the same time. The second finds another version here.
        if ((state & Locked) == 0 || state >> VersionShift != version)
        {
            _state.Write(state);
            DoubleDisposeCounter.Count();
            return;
        }

        var following = Free(version + 1);
        if (_queue.TryDequeue(WaitDecision.Granted, out var next))
        {
            following = Held(version + 1) | (_queue.IsEmpty ? 0 : Contended);
            _holder = next.Requester;
        }
        else
        {
            _holder = null;
        }

        _state.Write(following);
        if (next is not null)
            Unsafe.As<Waiter<TGuard>>(next).Complete(makeGuard(version + 1));
    }

    /// <summary>Sets <see cref="Busy"/>. The caller clears it by storing the returned state, or the state that follows from it.</summary>
    /// <returns>The state without <see cref="Busy"/>.</returns>
    private long EnterQueue()
    {
        var spin = default(SpinWait);
        while (true)
        {
            var state = _state.Read();
            if ((state & Busy) != 0)
                Uninterrupted.SpinOnce(ref spin);
            else if (_state.CompareExchange(state | Busy, state) == state)
                return state;
        }
    }
}
