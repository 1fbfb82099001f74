using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// One of the waiter lists of a channel. Waiters are added under both gates. A reader may be removed under the write side's gate alone, all
/// others under both.
/// </summary>
internal sealed class MpscWaiterList<T>(MpscCore<T> core) : IWaitOwner
{
    public WaitQueue Queue;

    /// <summary>Adds a new waiter. The caller arms it after the gates. Caller holds both gates.</summary>
    /// <param name="waiter">
    /// Rented by the caller, which knows its exact type. Here, in shared generic code, renting would cost a look-up.
    /// </param>
    public TWaiter Enqueue<TWaiter>(TWaiter waiter) where TWaiter : Waiter
    {
        Queue.Enqueue(waiter);
        waiter.Open(this);
        return waiter;
    }

    public void Withdraw(Waiter waiter) => core.Withdraw(this, waiter);

    public string Describe(Waiter waiter) => core.Describe(this, waiter);

    public IResource? Resource => core;

    public string PurposeOf(Waiter waiter) => core.PurposeOf(this, waiter);
}
