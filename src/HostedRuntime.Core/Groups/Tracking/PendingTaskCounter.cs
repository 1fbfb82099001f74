using HostedRuntime.Atomics;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime.Groups;

/// <summary>
/// How many tasks are left, whether more matter, and who waits for the last. It joins each task itself: there is nothing for each of them.
/// </summary>
/// <remarks>
/// The one transition that ends waits, to closed and none left, is made under the lock that the waits stand in line under. So a wait ends when
/// it was there at that moment, and a late waker never takes one of a later moment for it. All others are bare steps of the word.
/// </remarks>
internal sealed class PendingTaskCounter : IJoiner, IWaiterListOwner
{
    private const long Closed = 1;
    private const long One = 2;

    private readonly Lock _gate = new();
    private readonly WaiterList _waits;

    /// <summary>Twice the number, and <see cref="Closed"/>.</summary>
    private AtomicLong _word;

    public PendingTaskCounter() => _waits = new WaiterList(_gate, this);

    public int Count => (int)(_word.Read() / One);

    public bool IsClosed => (_word.Read() & Closed) != 0;

    public void Add(JoinHandle task)
    {
        _word.Add(One);
        if (!task.TryJoin(this))
            _ = OnEnded();
    }

    /// <summary>Counts a task out. A number observes no fault.</summary>
    public bool OnEnded()
    {
        var seen = _word.Read();
        while (seen != One + Closed)
        {
            var before = _word.CompareExchange(seen - One, seen);
            if (before == seen)
                return false;
            seen = before;
        }

        EndWaitsAfter(-One, isClosing: false);
        return false;
    }

    /// <returns>True if this call closed it; false if it was closed already.</returns>
    public bool Close() => EndWaitsAfter(Closed, isClosing: true);

    /// <returns>True if this call reopened it; false if it was open already.</returns>
    public bool Reopen()
    {
        // Under the lock, as every change of the bit. The last step of a closed count takes the lock too, and looks at the bit again under
        // it.
        using (_gate.Hold())
        {
            if (!IsClosed)
                return false;
            _word.Add(-Closed);
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
            if (_word.Read() == Closed)
                return default;
            waiter = _waits.Enqueue<Waiter<Unit>>();
        }

        return waiter.Pend(ct);
    }

    public string Describe(WaiterList lane)
    {
        var word = _word.Read();
        return $"TaskTracker, {word / One} running{((word & Closed) == 0 ? ", not closed" : "")}";
    }

    /// <summary>Takes a step that may be the last one.</summary>
    /// <returns>False if it would have closed what was closed already; otherwise true.</returns>
    private bool EndWaitsAfter(long step, bool isClosing)
    {
        WakeList signaled = default;
        using (_gate.Hold())
        {
            // The bit is set and cleared under the lock alone, so it cannot be added twice.
            if (isClosing && IsClosed)
                return false;
            if (_word.Add(step) != Closed)
                return true;
            while (_waits.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
                signaled.Add(waiter);
        }

        signaled.SignalAll();
        return true;
    }
}
