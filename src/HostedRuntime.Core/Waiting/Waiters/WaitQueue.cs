using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Waiting;

/// <summary>
/// The intrusive first-in-first-out queue of the waiters of a lock or channel. Caller holds the lock of the primitive for each member,
/// except to read <see cref="Count"/>.
/// </summary>
internal struct WaitQueue
{
    private Waiter? _head;
    private Waiter? _tail;

    /// <summary>
    /// The number of waiters in the queue, including cancelled ones that have not left yet. Approximate without the lock.
    /// </summary>
    public int Count { get; private set; }

    public readonly bool IsEmpty => _head is null;

    /// <summary>The waiter that has waited longest, or null.</summary>
    public readonly Waiter? Head => _head;

    /// <summary>The waiter that came last, or null.</summary>
    public readonly Waiter? Tail => _tail;

    public void Enqueue(Waiter waiter)
    {
        waiter.IsQueued = true;
        waiter.Previous = _tail;
        if (_tail is null)
            _head = waiter;
        else
            _tail.Next = waiter;
        _tail = waiter;
        Count++;
    }

    /// <summary>
    /// Removes the first waiter that is still undecided, and decides it. Waiters that were cancelled meanwhile are dropped on the way;
    /// their own Withdraw finds them gone.
    /// </summary>
    /// <returns>True if there was such a waiter; otherwise false.</returns>
    public bool TryDequeue(WaitDecision decision, [NotNullWhen(true)] out Waiter? waiter)
    {
        while (_head is not null)
        {
            waiter = _head;
            Remove(waiter);
            if (waiter.TryDecide(decision))
                return true;
        }

        waiter = null;
        return false;
    }

    /// <summary>Removes all waiters. Those that are still undecided end with an error.</summary>
    /// <param name="error">Makes the error of one waiter.</param>
    /// <param name="failed">Gets the waiters, to be signaled after the lock.</param>
    public void FailAll(Func<Exception> error, ref WakeList failed)
    {
        while (TryDequeue(WaitDecision.Failed, out var waiter))
        {
            waiter.SetError(error());
            failed.Add(waiter);
        }
    }

    /// <summary>Removes a waiter.</summary>
    /// <returns>True if it was in the queue; otherwise false.</returns>
    public bool Remove(Waiter waiter)
    {
        if (!waiter.IsQueued)
            return false;
        waiter.IsQueued = false;
        if (waiter.Previous is null)
            _head = waiter.Next;
        else
            waiter.Previous.Next = waiter.Next;
        if (waiter.Next is null)
            _tail = waiter.Previous;
        else
            waiter.Next.Previous = waiter.Previous;
        waiter.Next = waiter.Previous = null;
        Count--;
        return true;
    }
}
