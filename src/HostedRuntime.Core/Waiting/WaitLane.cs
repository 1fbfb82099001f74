namespace HostedRuntime.Waiting;

/// <summary>A primitive that says what its lanes are for.</summary>
internal interface ILaneOwner
{
    /// <summary>See <see cref="IWaitOwner.Describe"/>.</summary>
    string Describe(WaitLane lane);
}

/// <summary>A wait queue whose cancelled waiters just leave: nobody else's turn depends on them.</summary>
/// <param name="gate">The lock of the primitive.</param>
/// <param name="owner">The primitive.</param>
internal sealed class WaitLane(Lock gate, ILaneOwner owner) : IWaitOwner
{
    /// <summary>To be touched under the lock that the lane was made with.</summary>
    public WaitQueue Queue;

    /// <summary>Puts a waiter in line. Under the lock; the caller arms it after.</summary>
    public TWaiter Enqueue<TWaiter>() where TWaiter : Waiter, new() => Enqueue(Waiter.Rent<TWaiter>(PollCell.OfThisThreadIfAny));

    /// <summary>Puts a waiter in line that rested nowhere: an abort that knows it from its last use could end it. Under the lock; the caller shields it after.</summary>
    public TWaiter EnqueueShielded<TWaiter>() where TWaiter : Waiter, new() => Enqueue(Waiter.Rent<TWaiter>(cell: null));

    private TWaiter Enqueue<TWaiter>(TWaiter waiter) where TWaiter : Waiter
    {
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

    public string Describe(Waiter waiter) => owner.Describe(this);
}
