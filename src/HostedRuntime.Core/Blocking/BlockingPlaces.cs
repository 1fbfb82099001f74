using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Blocking;

/// <summary>
/// The places of a blocking pool whose queue has a limit: one for each thread that it may have, and one for each task that may wait. A
/// task holds its place from its admission until it ends. Strictly first come first served: who waits for a place gets the next
/// one, before anybody who comes later.
/// </summary>
internal sealed class BlockingPlaces : ILaneOwner
{
    private readonly Lock _gate = new();
    private readonly WaitLane _waiting;

    /// <summary>Zero while somebody waits; below, after there became fewer than are taken.</summary>
    private int _free;
    private int _count;
    private bool _isClosed;

    public BlockingPlaces(int count)
    {
        _free = _count = count;
        _waiting = new WaitLane(_gate, this);
    }

    /// <summary>False: all are taken.</summary>
    public bool TryTake()
    {
        using (_gate.Hold())
            return TryTakeLocked();
    }

    /// <summary>Waits for a place. Who is cancelled or aborted has none.</summary>
    public ValueTask TakeAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        Waiter<Nothing> waiter;
        using (_gate.Hold())
        {
            if (TryTakeLocked())
                return default;
            waiter = _waiting.Enqueue<Waiter<Nothing>>();
        }

        return waiter.PendPlain(ct);
    }

    public string Describe(WaitLane lane) => $"a place in the blocking pool, full ({_count})";

    public void Return()
    {
        Waiter? next;
        using (_gate.Hold())
        {
            if (_free < 0 || !_waiting.Queue.TryDequeue(WaitDecision.Granted, out next))
            {
                _free++;
                return;
            }
        }

        next.Signal();
    }

    /// <summary>Changes how many there are. Those taken beyond it go with whoever holds them.</summary>
    public void Resize(int count)
    {
        var granted = new WaiterChain();
        using (_gate.Hold())
        {
            _free += count - _count;
            _count = count;
            while (_free > 0 && _waiting.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
            {
                _free--;
                granted.Add(waiter);
            }
        }

        granted.SignalAll();
    }

    /// <summary>Everybody gets a place from now on: nothing is admitted any more, and who waits has to learn that.</summary>
    public void Close()
    {
        var granted = new WaiterChain();
        using (_gate.Hold())
        {
            _isClosed = true;
            while (_waiting.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
                granted.Add(waiter);
        }

        granted.SignalAll();
    }

    private bool TryTakeLocked()
    {
        if (_isClosed)
            return true;
        if (_free <= 0)
            return false;
        _free--;
        return true;
    }
}
