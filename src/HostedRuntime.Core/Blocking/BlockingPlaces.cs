using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Blocking;

/// <summary>
/// The places of a blocking pool whose queue has a limit. There is one for each thread that the pool may have, and one for each task that
/// may wait.
/// </summary>
/// <remarks>
/// A task holds its place from its admission until its end. Places are granted strictly in the order of arrival: a waiter gets the next
/// free place before any later caller.
/// </remarks>
internal sealed class BlockingPlaces : IWaiterListOwner
{
    private readonly Lock _gate = new();
    private readonly WaiterList _waiting;

    /// <summary>
    /// The number of free places. Zero while there are waiters; negative while more places are taken than there are since a resize.
    /// </summary>
    private int _free;
    private int _count;
    private bool _isClosed;

    public BlockingPlaces(int count)
    {
        _free = _count = count;
        _waiting = new WaiterList(_gate, this);
    }

    /// <summary>Takes a place if one is free.</summary>
    /// <returns>True if a place was taken, or the pool is closed; otherwise false.</returns>
    public bool TryTake()
    {
        using (_gate.Hold())
            return TryTakeLocked();
    }

    /// <summary>Waits for a place. A cancelled or aborted wait has taken none.</summary>
    public ValueTask TakeAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        Waiter<Unit> waiter;
        using (_gate.Hold())
        {
            if (TryTakeLocked())
                return default;
            waiter = _waiting.Enqueue<Waiter<Unit>>();
        }

        return waiter.PendPlain(ct);
    }

    public string Describe(WaiterList list) => $"a place in the blocking pool, full ({_count})";

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

    /// <summary>
    /// Changes the number of places. If more are taken than the new number, each task still keeps its place until its end.
    /// </summary>
    public void Resize(int count)
    {
        var granted = new WakeList();
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

    /// <summary>
    /// Grants a place to every present and later caller. The pool admits nothing any more, and callers learn that when they use the place.
    /// </summary>
    public void Close()
    {
        var granted = new WakeList();
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
