using System.Diagnostics;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// The lock behind <see cref="AsyncReaderWriterLock"/> and its generic twin: one queue, first come, first served. A reader that comes
/// after a waiting writer waits behind it, so writers do not starve; readers next to each other in the queue are let in together.
/// </summary>
/// <remarks>
/// Invariant, under the gate: a waiter stands in the queue only if the head of the queue cannot be let in. Whatever changes who may
/// enter (a release, a downgrade, a withdrawal of the head) therefore ends in <see cref="ServeLocked"/>.
/// </remarks>
internal sealed class ReaderWriterCore<TRead, TWrite>(Func<ReaderHold, TRead> makeRead, Func<long, TWrite> makeWrite) : IWaitOwner
{
    private readonly Lock _gate = new();
    private WaitQueue _queue;
    private ReaderSlots _readers;

    /// <summary>Grows with each end of a write hold: tells a stale write guard from the current one.</summary>
    private long _version;
    private AtomicBool _isWriting;

    public int ReaderCount => _readers.Count;

    public bool IsWriting => _isWriting.Read();

    public int WaiterCount => _queue.Count;

    public bool TryRead(out TRead guard)
    {
        lock (_gate)
        {
            var free = !_isWriting.ReadOwn() && _queue.IsEmpty;
            guard = free ? makeRead(_readers.Take()) : default!;
            return free;
        }
    }

    public bool TryWrite(out TWrite guard)
    {
        lock (_gate)
        {
            var free = !_isWriting.ReadOwn() && _readers.Count == 0 && _queue.IsEmpty;
            if (free)
                _isWriting.Write(true);
            guard = free ? makeWrite(_version) : default!;
            return free;
        }
    }

    public ValueTask<TRead> ReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TRead>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<ReaderWriterCore<TRead, TWrite>, TRead>.Then(this, static (core, ct) => core.ReadAsync(ct), ct);
        if (EnterRead(out var guard) is not { } waiter)
            return new(guard);
        return waiter.Pend(ct);
    }

    public ValueTask<TWrite> WriteAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<TWrite>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<ReaderWriterCore<TRead, TWrite>, TWrite>.Then(this, static (core, ct) => core.WriteAsync(ct), ct);
        if (EnterWrite(out var guard) is not { } waiter)
            return new(guard);
        return waiter.Pend(ct);
    }

    public TRead ReadBlocking(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (EnterRead(out var guard) is not { } waiter)
            return guard;
        return waiter.WaitForResult(ct);
    }

    public TWrite WriteBlocking(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (EnterWrite(out var guard) is not { } waiter)
            return guard;
        return waiter.WaitForResult(ct);
    }

    public bool IsHeldBy(ReaderHold hold)
    {
        lock (_gate)
            return _readers.IsTaken(hold);
    }

    public bool IsHeldBy(long version)
    {
        lock (_gate)
            return _isWriting.ReadOwn() && _version == version;
    }

    public void ExitRead(ReaderHold hold)
    {
        WaiterChain granted = default;
        lock (_gate)
        {
            if (!_readers.TryRelease(hold))
            {
                StaleGuards.Count();
                return;
            }

            ServeLocked(ref granted);
        }

        granted.SignalAll();
    }

    public void ExitWrite(long version)
    {
        WaiterChain granted = default;
        lock (_gate)
        {
            if (!TryEndWriteLocked(version))
            {
                StaleGuards.Count();
                return;
            }

            ServeLocked(ref granted);
        }

        granted.SignalAll();
    }

    /// <summary>Turns a write hold into a read hold with no writer in between.</summary>
    public TRead Downgrade(long version)
    {
        WaiterChain granted = default;
        TRead guard;
        lock (_gate)
        {
            if (!TryEndWriteLocked(version))
                throw StaleGuards.Used("write guard");
            guard = makeRead(_readers.Take());
            ServeLocked(ref granted);
        }

        granted.SignalAll();
        return guard;
    }

    public void Withdraw(Waiter waiter)
    {
        WaiterChain granted = default;
        lock (_gate)
        {
            // A writer that leaves the head of the queue may free the way for the readers behind it.
            _queue.Remove(waiter);
            ServeLocked(ref granted);
        }

        granted.SignalAll();
    }

    private Waiter<TRead>? EnterRead(out TRead guard)
    {
        lock (_gate)
        {
            if (!_isWriting.ReadOwn() && _queue.IsEmpty)
            {
                guard = makeRead(_readers.Take());
                return null;
            }

            guard = default!;
            return Enqueue<Waiter<TRead>>();
        }
    }

    private Waiter<TWrite>? EnterWrite(out TWrite guard)
    {
        lock (_gate)
        {
            if (!_isWriting.ReadOwn() && _readers.Count == 0 && _queue.IsEmpty)
            {
                _isWriting.Write(true);
                guard = makeWrite(_version);
                return null;
            }

            guard = default!;
            return Enqueue<Waiter<TWrite>>();
        }
    }

    private TWaiter Enqueue<TWaiter>() where TWaiter : Waiter, new()
    {
        var waiter = WaiterPool.Rent<TWaiter>();
        waiter.Begin(this);
        _queue.Enqueue(waiter);
        return waiter;
    }

    private bool TryEndWriteLocked(long version)
    {
        if (!_isWriting.ReadOwn() || _version != version)
            return false;
        _isWriting.Write(false);
        _version++;
        return true;
    }

    /// <summary>Lets in whoever stands at the head of the queue and may enter.</summary>
    private void ServeLocked(ref WaiterChain granted)
    {
        while (!_isWriting.ReadOwn() && _queue.Head is { } head)
        {
            if (head is Waiter<TRead> reader)
            {
                _queue.Remove(reader);
                if (!reader.TryDecide(WaitDecision.Granted))
                    continue;
                reader.SetResult(makeRead(_readers.Take()));
                granted.Add(reader);
                continue;
            }

            if (_readers.Count > 0)
                return;
            _queue.Remove(head);
            if (!head.TryDecide(WaitDecision.Granted))
                continue;
            _isWriting.Write(true);
            Debug.Assert(head is Waiter<TWrite>, "Only readers and writers wait here.");
            ((Waiter<TWrite>)head).SetResult(makeWrite(_version));
            granted.Add(head);
        }
    }
}
