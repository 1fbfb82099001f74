using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Waiting;

/// <summary>
/// The intrusive first-in-first-out queue that every lock and channel waits in. Each member is called under the lock of the
/// primitive that owns the queue.
/// </summary>
internal struct WaitQueue
{
    private Waiter? _head;
    private Waiter? _tail;

    /// <summary>Waiters in line, the cancelled ones that did not leave yet included.</summary>
    public int Count { get; private set; }

    public readonly bool IsEmpty => _head is null;

    /// <summary>The longest waiting, or null.</summary>
    public readonly Waiter? Head => _head;

    /// <summary>The one that came last, or null.</summary>
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
    /// Takes out the first waiter whose decision could still be made, and makes it. Those that were cancelled meanwhile are
    /// dropped on the way: their own Withdraw finds them gone.
    /// </summary>
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

    /// <summary>Unlinks a waiter; false when it is not in line any more.</summary>
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
