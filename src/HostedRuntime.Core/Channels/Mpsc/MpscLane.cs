using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>One of the lines in which the users of a channel wait. Touched under both gates.</summary>
internal sealed class MpscLane<T>(MpscCore<T> core) : IWaitOwner
{
    public WaitQueue Queue;

    /// <summary>Puts a fresh waiter in line; the caller arms it after the gates.</summary>
    public TWaiter Enqueue<TWaiter>() where TWaiter : Waiter, new()
    {
        var waiter = WaiterPool.Rent<TWaiter>();
        waiter.Begin(this);
        Queue.Enqueue(waiter);
        return waiter;
    }

    public void Withdraw(Waiter waiter) => core.Withdraw(this, waiter);
}
