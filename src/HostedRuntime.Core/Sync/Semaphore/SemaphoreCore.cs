using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>The state behind <see cref="AsyncSemaphore"/>: free permits, holders and one queue, under one gate.</summary>
/// <remarks>
/// <para>Invariants, under the gate. Free and held permits add up to <see cref="_total"/>, which never exceeds
/// <see cref="AsyncSemaphore.MaxPermits"/>, so that a release cannot overflow. A waiter is in the queue only if the head needs more permits
/// than are free. So every change of that ends in <see cref="ServeLocked"/>: a release, more permits, a withdrawal of the head.</para>
/// <para>While a waiter exists, the free permits belong to the head of the queue. No other caller may take or remove them, and they are not
/// shown as available. tokio does the same by granting the head its permits one by one, which would need a second count here.</para>
/// </remarks>
internal sealed class SemaphoreCore : IWaitOwner, IResource
{
    /// <summary>Guards the fields below. Held for a dozen instructions, except in <see cref="Close"/>.</summary>
    private SpinGate _gate;
    private WaitQueue _queue;
    private ResourceIdentity _identity;

    private HolderTable<Hold> _holders;

    /// <summary>The number of free and held permits together.</summary>
    private int _total;

    /// <summary>The number of free permits. Written under the gate, read without it.</summary>
    private AtomicInt _free;
    private AtomicBool _isClosed;

    public SemaphoreCore(int permits)
    {
        _total = permits;
        _free = new(permits);
    }

    public int Available => _queue.IsEmpty ? _free.Read() : 0;

    public int WaiterCount => _queue.Count;

    public bool IsClosed => _isClosed.Read();

    /// <summary>Describes the holders.</summary>
    public string Holders
    {
        get
        {
            var holders = LookAtHolders().Holders;
            return holders.Length == 0 ? "nobody" : HolderText.LabelSome([.. holders.Select(static hold => hold.Holder)]);
        }
    }

    public bool TryAcquire(int count, out AsyncSemaphore.Permit permit)
    {
        _gate.Enter();
        var taken = TryTakeLocked(count, ThreadContext.CurrentTask, out permit);
        _gate.Exit();
        return taken;
    }

    public ValueTask<AsyncSemaphore.Permit> AcquireAsync(int count, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<AsyncSemaphore.Permit>(ct);
        if (!Budget.TrySpend(out var task, out var context))
            return ForcedYield<AsyncSemaphore.Permit>.After((Core: this, Count: count), static (later, ct) => later.Core.AcquireAsync(later.Count, ct), ct);
        if (Enter(count, task, context, out var permit, out var waiter))
            return new(permit);
        return waiter is not null ? waiter.Pend(task, ct) : ValueTask.FromException<AsyncSemaphore.Permit>(new SemaphoreClosedException());
    }

    public AsyncSemaphore.Permit AcquireBlocking(int count, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Enter(count, ThreadContext.CurrentTask, context: null, out var permit, out var waiter))
            return permit;
        return (waiter ?? throw new SemaphoreClosedException()).WaitForResult(ct);
    }

    public void Add(int count)
    {
        WakeList granted = default;
        _gate.Enter();
        var total = _total;
        var fits = count <= AsyncSemaphore.MaxPermits - total;
        if (fits)
        {
            _total += count;
            FreeLocked(count, ref granted);
        }

        _gate.Exit();
        if (!fits)
        {
            throw new SemaphoreFullException(
                $"AddPermits({count}) would make more than {nameof(AsyncSemaphore)}.{nameof(AsyncSemaphore.MaxPermits)} ({AsyncSemaphore.MaxPermits}) permits: there are {total}, free and held. A permit gives itself back by Dispose; add what is new only.");
        }

        granted.SignalAll();
    }

    public int Remove(int count)
    {
        _gate.Enter();
        var removed = _queue.IsEmpty ? Math.Min(count, _free.ReadOwn()) : 0;
        _total -= removed;
        _free.Write(_free.ReadOwn() - removed);
        _gate.Exit();
        return removed;
    }

    public void Close()
    {
        WakeList failed = default;
        _gate.Enter();
        _isClosed.Write(true);
        _queue.FailAll(static () => new SemaphoreClosedException(), ref failed);
        _gate.Exit();
        failed.SignalAll();
    }

    /// <summary>Returns how many permits a holding has; null if it is stale.</summary>
    public int? CountOf(HolderHandle holding)
    {
        _gate.Enter();
        int? count = _holders.IsTaken(holding) ? _holders.Of(holding).Count : null;
        _gate.Exit();
        return count;
    }

    /// <summary>Gives the permits back. A stale holding changes nothing.</summary>
    public void Release(HolderHandle holding)
    {
        WakeList granted = default;
        _gate.Enter();
        var isHeld = _holders.TryRelease(holding, out var hold);
        if (isHeld)
            FreeLocked(hold.Count, ref granted);
        _gate.Exit();
        if (!isHeld)
            DoubleDisposeCounter.Count();
        granted.SignalAll();
    }

    /// <summary>Removes the permits of a holding from the semaphore for good.</summary>
    /// <returns>True if they were removed; false if the holding is stale.</returns>
    public bool TryForget(HolderHandle holding)
    {
        _gate.Enter();
        var isHeld = _holders.TryRelease(holding, out var hold);
        _total -= hold.Count;
        _gate.Exit();
        return isHeld;
    }

    /// <summary>Splits permits off a holding.</summary>
    /// <returns>The new holding; null if the holding is stale or has fewer permits.</returns>
    public HolderHandle? TrySplit(HolderHandle holding, int count)
    {
        HolderHandle? parted = null;
        _gate.Enter();
        if (_holders.IsTaken(holding) && _holders.Of(holding).Count >= count)
        {
            _holders.Of(holding).Count -= count;
            parted = _holders.Take(new(count, _holders.Of(holding).Holder));
        }

        _gate.Exit();
        return parted;
    }

    /// <summary>Moves the permits of one holding into another.</summary>
    /// <returns>True if they were moved; false if one of the two is stale, and nothing changed.</returns>
    public bool TryMerge(HolderHandle into, HolderHandle from)
    {
        _gate.Enter();
        Hold added = default;
        var areHeld = _holders.IsTaken(into) && _holders.TryRelease(from, out added);
        if (areHeld)
            _holders.Of(into).Count += added.Count;
        _gate.Exit();
        return areHeld;
    }

    public void Withdraw(Waiter waiter)
    {
        WakeList granted = default;
        _gate.Enter();
        // A large request that leaves the head of the queue may free the way for smaller ones.
        _queue.Remove(waiter);
        ServeLocked(ref granted);
        _gate.Exit();
        granted.SignalAll();
    }

    public string Describe(Waiter waiter)
        => $"AsyncSemaphore, for {Unsafe.As<PermitWaiter>(waiter).Wanted} of {_total} permits, held by {Holders}";

    public string PurposeOf(Waiter waiter) => waiter is PermitWaiter { Wanted: not 1 } permits ? Counted.Of(permits.Wanted, "permit") : "permit";

    public ResourceKind Kind => ResourceKind.Semaphore;

    public ref ResourceIdentity Identity => ref _identity;

    public ResourceView Look()
    {
        var (free, total, holds) = LookAtHolders();
        return new()
        {
            State = IsClosed ? "closed" : $"{free} of {total} permits free",
            Waiters = WaiterCount,
            // Permits that no holder has may come from AddPermits, and then no holder has to release.
            Rule = holds.Length == 0 ? ReleaseRule.None : ReleaseRule.Any,
            Holders = [.. holds.Select(static hold => new ResourceHold(hold.Holder, hold.Count == 1 ? "permit" : Counted.Of(hold.Count, "permit")))],
            Depth = total - free,
            Capacity = total,
        };
    }

    /// <summary>Adds a linked wait for permits, if they cannot be taken now.</summary>
    public CaseStart BeginAcquire(int count, CaseLink link, out PermitWaiter? waiter)
    {
        waiter = null;
        var start = CaseStart.Waiting;
        _gate.Enter();
        if (_isClosed.ReadOwn())
        {
            start = CaseStart.Ended;
        }
        else if (count == 0 || (_queue.IsEmpty && count <= _free.ReadOwn()))
        {
            start = CaseStart.Ready;
        }
        else
        {
            waiter = Waiter.RentLinked<PermitWaiter>(link);
            waiter.Wanted = count;
            _queue.Enqueue(waiter);
            waiter.Open(this);
        }

        _gate.Exit();
        return start;
    }

    private (int Free, int Total, Hold[] Holders) LookAtHolders()
    {
        _gate.Enter();
        var state = (_free.ReadOwn(), _total, _holders.Contents());
        _gate.Exit();
        return state;
    }

    /// <summary>Takes the permits or adds a waiter.</summary>
    /// <returns>
    /// True if the permits were taken. Otherwise false, with a waiter in line, or without one if the semaphore is closed.
    /// </returns>
    private bool Enter(int count, IWaitingTask? task, ThreadContext? context, out AsyncSemaphore.Permit permit, out PermitWaiter? waiter)
    {
        waiter = null;
        _gate.Enter();
        var taken = TryTakeLocked(count, task, out permit);
        if (!taken && !_isClosed.ReadOwn())
        {
            waiter = Waiter.Rent<PermitWaiter>(context);
            waiter.Wanted = count;
            _queue.Enqueue(waiter);
            waiter.Open(this, task);
        }

        _gate.Exit();
        return taken;
    }

    /// <summary>Takes permits if they are free and no caller waits. A request for zero permits never waits, as in tokio.</summary>
    private bool TryTakeLocked(int count, object? holder, out AsyncSemaphore.Permit permit)
    {
        var free = !_isClosed.ReadOwn() && (count == 0 || (_queue.IsEmpty && count <= _free.ReadOwn()));
        permit = free ? TakeLocked(count, holder) : default;
        return free;
    }

    private AsyncSemaphore.Permit TakeLocked(int count, object? holder)
    {
        _free.Write(_free.ReadOwn() - count);
        return new(this, _holders.Take(new(count, holder)));
    }

    private void FreeLocked(int count, ref WakeList granted)
    {
        _free.Write(_free.ReadOwn() + count);
        ServeLocked(ref granted);
    }

    /// <summary>Serves the head of the queue as long as there are enough free permits for it.</summary>
    private void ServeLocked(ref WakeList granted)
    {
        while (_queue.Head is { } head)
        {
            // Only PermitWaiters are enqueued.
            var waiter = Unsafe.As<PermitWaiter>(head);
            if (waiter.Wanted > _free.ReadOwn())
                return;
            _queue.Remove(waiter);
            if (!waiter.TryDecide(WaitDecision.Granted))
                continue;
            waiter.SetResult(TakeLocked(waiter.Wanted, waiter.Requester));
            granted.Add(waiter);
        }
    }

    /// <summary>The record about one permit object.</summary>
    private struct Hold(int count, object? holder)
    {
        public int Count = count;

        /// <summary>
        /// The holder that acquired it, for descriptions: a task, the target of a continuation outside of tasks, or null.
        /// </summary>
        public readonly object? Holder = holder;
    }
}
