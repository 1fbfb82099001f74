namespace HostedRuntime.Waiting;

/// <summary>Waiters that were decided under a lock and are to be signaled after it: a foreign context's Post is user code.</summary>
internal struct WaiterChain
{
    private Waiter? _first;
    private Waiter? _last;

    /// <summary>The waiter has left its queue, so its link is free.</summary>
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
