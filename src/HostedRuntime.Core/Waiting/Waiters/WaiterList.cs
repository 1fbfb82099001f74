using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>A primitive that has several lists of waiters, and describes what each of them is for.</summary>
internal interface IWaiterListOwner
{
    /// <summary>See <see cref="IWaitOwner.Describe"/>.</summary>
    string Describe(WaiterList list);

    /// <summary>See <see cref="IWaitOwner.PurposeOf"/>.</summary>
    string PurposeOf(WaiterList list) => "";
}

/// <summary>A wait queue whose cancelled waiters only have to be removed, because no other waiter depends on them.</summary>
/// <param name="gate">The lock of the primitive.</param>
/// <param name="owner">The primitive.</param>
internal sealed class WaiterList(Lock gate, IWaiterListOwner owner) : IWaitOwner
{
    /// <summary>The waiters. Caller holds the lock of the primitive.</summary>
    public WaitQueue Queue;

    /// <summary>
    /// Rents a waiter and enqueues it. The caller arms it after the lock. Caller holds the lock of the primitive.
    /// </summary>
    public TWaiter Enqueue<TWaiter>() where TWaiter : Waiter, new() => Enqueue(Waiter.Rent<TWaiter>(ThreadContext.CurrentOrNull));

    /// <summary>
    /// Rents a waiter that no abort can end, and enqueues it. It is never a cached waiter, because an abort may still hold a cached one
    /// from its last use. The caller shields the waiter after the lock. Caller holds the lock of the primitive.
    /// </summary>
    public TWaiter EnqueueShielded<TWaiter>() where TWaiter : Waiter, new() => Enqueue(Waiter.Rent<TWaiter>(context: null));

    /// <summary>Rents the waiter of a case of a select, and enqueues it. Caller holds the lock of the primitive.</summary>
    public TWaiter EnqueueLinked<TWaiter>(CaseLink link) where TWaiter : Waiter, new()
    {
        var waiter = Waiter.RentLinked<TWaiter>(link);
        return Enqueue(waiter);
    }

    private TWaiter Enqueue<TWaiter>(TWaiter waiter) where TWaiter : Waiter
    {
        Queue.Enqueue(waiter);
        waiter.Open(this);
        return waiter;
    }

    public void Withdraw(Waiter waiter)
    {
        using (gate.Hold())
            Queue.Remove(waiter);
    }

    public string Describe(Waiter waiter) => owner.Describe(this);

    public IResource? Resource => owner as IResource;

    public string PurposeOf(Waiter waiter) => owner.PurposeOf(this);
}
