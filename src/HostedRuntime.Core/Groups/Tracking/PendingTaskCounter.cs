using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Groups;

/// <summary>
/// Counts the tasks that have not ended, and ends the waits once the count is closed and zero. It joins each task itself, so a task needs
/// no object here.
/// </summary>
/// <remarks>
/// Only one transition ends waits: to closed and zero. It is made under the lock of the wait queue. So a waiter completes only if it was
/// queued at that transition, and a delayed waker cannot complete a waiter of a later round. All other transitions are plain atomic
/// updates.
/// </remarks>
internal sealed class PendingTaskCounter : IJoiner, IWaiterListOwner
{
    private const long Closed = 1;
    private const long One = 2;

    private readonly Lock _gate = new();
    private readonly WaiterList _waits;

    /// <summary>Twice the number of tasks, plus <see cref="Closed"/> if no more tasks matter.</summary>
    private AtomicLong _state;

    public PendingTaskCounter() => _waits = new WaiterList(_gate, this);

    public int Count => (int)(_state.Read() / One);

    GroupView? IJoiner.Group { get; } = new("TaskTracker");

    public bool IsClosed => (_state.Read() & Closed) != 0;

    public void Add(JoinHandle task)
    {
        _state.Add(One);
        if (!task.TryJoin(this))
            _ = OnEnded();
    }

    /// <summary>Counts a task out. Returns false, because a counter observes no fault.</summary>
    public bool OnEnded()
    {
        var seen = _state.Read();
        while (seen != One + Closed)
        {
            var before = _state.CompareExchange(seen - One, seen);
            if (before == seen)
                return false;
            seen = before;
        }

        EndWaitsAfter(-One, isClosing: false);
        return false;
    }

    /// <summary>Closes the count.</summary>
    /// <returns>True if this call closed it; false if it was closed already.</returns>
    public bool Close() => EndWaitsAfter(Closed, isClosing: true);

    /// <summary>Opens the count again.</summary>
    /// <returns>True if this call reopened it; false if it was open already.</returns>
    public bool Reopen()
    {
        // Under the lock, as every change of the bit. The last step of a closed count also takes the lock, and then reads the bit again.
        using (_gate.Hold())
        {
            if (!IsClosed)
                return false;
            _state.Add(-Closed);
            return true;
        }
    }

    public ValueTask<Unit> WaitAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<Unit>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<Unit>.After(this, static (count, ct) => count.WaitAsync(ct), ct);
        Waiter<Unit> waiter;
        using (_gate.Hold())
        {
            if (_state.Read() == Closed)
                return default;
            waiter = _waits.Enqueue<Waiter<Unit>>();
        }

        return waiter.Pend(ct);
    }

    public string Describe(WaiterList list)
    {
        var state = _state.Read();
        return $"TaskTracker, {state / One} running{((state & Closed) == 0 ? ", not closed" : "")}";
    }

    /// <summary>Makes a transition that may end the waits.</summary>
    /// <returns>False if the count was to be closed and was closed already; otherwise true.</returns>
    private bool EndWaitsAfter(long step, bool isClosing)
    {
        WakeList decided = default;
        using (_gate.Hold())
        {
            // The bit is set and cleared under the lock only, so it cannot be added twice.
            if (isClosing && IsClosed)
                return false;
            if (_state.Add(step) != Closed)
                return true;
            while (_waits.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
                decided.Add(waiter);
        }

        decided.SignalAll();
        return true;
    }
}
