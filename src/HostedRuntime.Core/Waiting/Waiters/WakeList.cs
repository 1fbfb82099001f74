namespace HostedRuntime.Waiting;

/// <summary>Waiters that were decided under a lock and are signaled after it, because a foreign context's Post is user code.</summary>
internal struct WakeList
{
    private Waiter? _first;
    private Waiter? _last;

    /// <summary>Adds a waiter that has left its queue, so that its link is free.</summary>
    public void Add(Waiter decided)
    {
        if (_last is null)
            _first = decided;
        else
            _last.Next = decided;
        _last = decided;
    }

    public readonly void SignalAll()
    {
        for (var waiter = _first; waiter is not null;)
        {
            // Once signaled the waiter may be back in its pool.
            var next = waiter.Next;
            waiter.Next = null;
            waiter.Signal();
            waiter = next;
        }
    }
}
