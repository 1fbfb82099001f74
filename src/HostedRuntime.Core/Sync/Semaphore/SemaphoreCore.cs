using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>The counting behind <see cref="AsyncSemaphore"/>: free permits, holders and one queue, under one gate.</summary>
/// <remarks>
/// <para>Invariants, under the gate. Free and held permits add up to <see cref="_total"/>, which never exceeds
/// <see cref="AsyncSemaphore.MaxPermits"/>, so that giving back cannot overflow. A waiter stands in the queue only if its head wants more than is
/// free; whatever changes that (a release, more permits, a withdrawal of the head) ends in <see cref="ServeLocked"/>.</para>
/// <para>What is free while somebody waits belongs to the head of the queue: nobody else may take or remove it, and it is not shown as
/// available. That is what tokio does by handing the head its permits one by one, without the second count that this would need.</para>
/// </remarks>
internal sealed class SemaphoreCore : IWaitOwner
{
    private readonly Lock _gate = new();
    private WaitQueue _queue;

    /// <summary>What each permit object holds.</summary>
    private HolderSlots<int> _holders;

    /// <summary>Free and held together.</summary>
    private int _total;

    /// <summary>Written under the gate, read without it.</summary>
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

    public int HolderCount => _holders.Count;

    public bool TryAcquire(int count, out AsyncSemaphore.Permit permit)
    {
        lock (_gate)
            return TryTakeLocked(count, out permit);
    }

    public ValueTask<AsyncSemaphore.Permit> AcquireAsync(int count, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<AsyncSemaphore.Permit>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<(SemaphoreCore Core, int Count), AsyncSemaphore.Permit>.Then((this, count), static (later, ct) => later.Core.AcquireAsync(later.Count, ct), ct);
        PermitWaiter waiter;
        lock (_gate)
        {
            if (TryTakeLocked(count, out var permit))
                return new(permit);
            if (_isClosed.ReadOwn())
                return ValueTask.FromException<AsyncSemaphore.Permit>(new SemaphoreClosedException());
            waiter = EnqueueLocked(count);
        }

        return waiter.Pend(ct);
    }

    public AsyncSemaphore.Permit AcquireBlocking(int count, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        PermitWaiter waiter;
        lock (_gate)
        {
            if (TryTakeLocked(count, out var permit))
                return permit;
            if (_isClosed.ReadOwn())
                throw new SemaphoreClosedException();
            waiter = EnqueueLocked(count);
        }

        return waiter.WaitForResult(ct);
    }

    public void Add(int count)
    {
        WaiterChain granted = default;
        lock (_gate)
        {
            if (count > AsyncSemaphore.MaxPermits - _total)
            {
                throw new SemaphoreFullException(
                    $"AddPermits({count}) would make more than {nameof(AsyncSemaphore)}.{nameof(AsyncSemaphore.MaxPermits)} ({AsyncSemaphore.MaxPermits}) permits: there are {_total}, free and held. A permit gives itself back by Dispose; add what is new only.");
            }

            _total += count;
            FreeLocked(count, ref granted);
        }

        granted.SignalAll();
    }

    public int Remove(int count)
    {
        lock (_gate)
        {
            var removed = _queue.IsEmpty ? Math.Min(count, _free.ReadOwn()) : 0;
            _total -= removed;
            _free.Write(_free.ReadOwn() - removed);
            return removed;
        }
    }

    public void Close()
    {
        WaiterChain failed = default;
        lock (_gate)
        {
            _isClosed.Write(true);
            while (_queue.TryDequeue(WaitDecision.Failed, out var waiter))
            {
                waiter.SetError(new SemaphoreClosedException());
                failed.Add(waiter);
            }
        }

        failed.SignalAll();
    }

    /// <summary>How many permits it has; null: stale.</summary>
    public int? CountOf(Holding holding)
    {
        lock (_gate)
            return _holders.IsTaken(holding) ? _holders.Of(holding) : null;
    }

    /// <summary>Gives the permits back; a stale holding changes nothing.</summary>
    public void Release(Holding holding)
    {
        WaiterChain granted = default;
        lock (_gate)
        {
            if (!_holders.TryRelease(holding, out var count))
            {
                StaleGuards.Count();
                return;
            }

            FreeLocked(count, ref granted);
        }

        granted.SignalAll();
    }

    /// <summary>False: stale.</summary>
    public bool TryForget(Holding holding)
    {
        lock (_gate)
        {
            if (!_holders.TryRelease(holding, out var count))
                return false;
            _total -= count;
            return true;
        }
    }

    /// <summary>Parts permits off, if there are that many; null: stale, or not that many.</summary>
    public Holding? TrySplit(Holding holding, int count)
    {
        lock (_gate)
        {
            if (!_holders.IsTaken(holding) || _holders.Of(holding) < count)
                return null;
            _holders.Of(holding) -= count;
            return _holders.Take(count);
        }
    }

    /// <summary>False: one of the two is stale, and nothing changed.</summary>
    public bool TryMerge(Holding into, Holding from)
    {
        lock (_gate)
        {
            if (!_holders.IsTaken(into) || !_holders.TryRelease(from, out var count))
                return false;
            _holders.Of(into) += count;
            return true;
        }
    }

    public void Withdraw(Waiter waiter)
    {
        WaiterChain granted = default;
        lock (_gate)
        {
            // A large request that leaves the head of the queue may free the way for small ones.
            _queue.Remove(waiter);
            ServeLocked(ref granted);
        }

        granted.SignalAll();
    }

    /// <summary>Who wants none waits for nobody, as in tokio.</summary>
    private bool TryTakeLocked(int count, out AsyncSemaphore.Permit permit)
    {
        var free = !_isClosed.ReadOwn() && (count == 0 || (_queue.IsEmpty && count <= _free.ReadOwn()));
        permit = free ? TakeLocked(count) : default;
        return free;
    }

    private AsyncSemaphore.Permit TakeLocked(int count)
    {
        _free.Write(_free.ReadOwn() - count);
        return new(this, _holders.Take(count));
    }

    private PermitWaiter EnqueueLocked(int count)
    {
        var waiter = WaiterPool.Rent<PermitWaiter>();
        waiter.Wanted = count;
        waiter.Begin(this);
        _queue.Enqueue(waiter);
        return waiter;
    }

    private void FreeLocked(int count, ref WaiterChain granted)
    {
        _free.Write(_free.ReadOwn() + count);
        ServeLocked(ref granted);
    }

    /// <summary>Serves the head of the queue for as long as what it wants is there.</summary>
    private void ServeLocked(ref WaiterChain granted)
    {
        while (_queue.Head is { } head)
        {
            // Only this file enqueues.
            var waiter = Unsafe.As<PermitWaiter>(head);
            if (waiter.Wanted > _free.ReadOwn())
                return;
            _queue.Remove(waiter);
            if (!waiter.TryDecide(WaitDecision.Granted))
                continue;
            waiter.SetResult(TakeLocked(waiter.Wanted));
            granted.Add(waiter);
        }
    }
}
