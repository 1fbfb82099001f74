namespace HostedRuntime.Waiting;

/// <summary>A wait queue whose cancelled waiters just leave: nobody else's turn depends on them.</summary>
/// <param name="gate">The lock of the primitive.</param>
/// <param name="what">For people who look at a task that waits here.</param>
internal sealed class WaitLane(Lock gate, string? what = null) : IWaitOwner
{
    /// <summary>To be touched under the lock that the lane was made with.</summary>
    public WaitQueue Queue;

    /// <summary>Puts a fresh waiter in line. Under the lock; the caller arms it after.</summary>
    public TWaiter Enqueue<TWaiter>() where TWaiter : Waiter, new()
    {
        var waiter = Waiter.Rent<TWaiter>(PollCell.OfThisThreadIfAny);
        waiter.Begin(this);
        Queue.Enqueue(waiter);
        waiter.Open();
        return waiter;
    }

    public void Withdraw(Waiter waiter)
    {
        lock (gate)
            Queue.Remove(waiter);
    }

    public string? Describe(Waiter waiter) => what;
}
