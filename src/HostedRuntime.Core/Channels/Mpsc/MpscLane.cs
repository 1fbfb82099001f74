using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>One of the lines in which the users of a channel wait. Touched under both gates.</summary>
internal sealed class MpscLane<T>(MpscCore<T> core) : IWaitOwner
{
    public WaitQueue Queue;

    /// <summary>Puts a fresh waiter in line; the caller arms it after the gates.</summary>
    /// <param name="waiter">Rented by who knows its exact type: in shared generic code that would be a look-up.</param>
    public TWaiter Enqueue<TWaiter>(TWaiter waiter) where TWaiter : Waiter
    {
        waiter.Begin(this);
        Queue.Enqueue(waiter);
        waiter.Open();
        return waiter;
    }

    public void Withdraw(Waiter waiter) => core.Withdraw(this, waiter);

    public string Describe(Waiter waiter) => core.Describe(this, waiter);
}
