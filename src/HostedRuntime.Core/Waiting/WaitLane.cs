using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>A primitive that has several lists of waiters, and says for people what each of them is for.</summary>
internal interface ILaneOwner
{
    /// <summary>See <see cref="IWaitOwner.Describe"/>.</summary>
    string Describe(WaitLane lane);
}

/// <summary>A wait queue whose cancelled waiters only have to be removed, because no other waiter depends on them.</summary>
/// <param name="gate">The lock of the primitive.</param>
/// <param name="owner">The primitive.</param>
internal sealed class WaitLane(Lock gate, ILaneOwner owner) : IWaitOwner
{
    /// <summary>The waiters. Caller holds the lock of the primitive.</summary>
    public WaitQueue Queue;

    /// <summary>Rents a waiter and puts it in line. The caller arms it after the lock. Caller holds the lock of the primitive.</summary>
    public TWaiter Enqueue<TWaiter>() where TWaiter : Waiter, new() => Enqueue(Waiter.Rent<TWaiter>(PollCell.OfThisThreadIfAny));

    /// <summary>
    /// Rents a waiter that no abort can know, and puts it in line: an abort that knows a cached waiter from its last use could end it. The caller shields
    /// it after the lock. Caller holds the lock of the primitive.
    /// </summary>
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
        using (gate.Hold())
            Queue.Remove(waiter);
    }

    public string Describe(Waiter waiter) => owner.Describe(this);
}
