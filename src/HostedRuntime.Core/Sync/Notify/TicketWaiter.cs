using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>Selects the waiters that a notification wakes.</summary>
internal enum Notification
{
    /// <summary>The oldest waiter, or the next one to come.</summary>
    Oldest,

    /// <summary>The newest waiter, or the next one to come.</summary>
    Newest,

    /// <summary>All waiters.</summary>
    All,
}

/// <summary>
/// A place in line for which a ticket exists. Notified or not, the place is kept until the ticket is waited with or disposed. The ticket's
/// number is odd while it is valid, and is spent by one compare-exchange. So copies of a ticket, and tickets of earlier uses of this
/// object, do nothing.
/// </summary>
internal sealed class TicketWaiter : NotifyWaiter
{
    private AtomicInt _number;

    /// <summary>
    /// The notification that woke this place. The notifier writes it before its decision, so a thread that finds the place granted may read
    /// it.
    /// </summary>
    public Notification Notification { get; set; }

    /// <summary>Makes the ticket valid. Called before another thread can see the waiter.</summary>
    /// <returns>The number of the ticket.</returns>
    public int Issue()
    {
        var number = _number.ReadOwn() + 1;
        _number.Write(number);
        return number;
    }

    public bool IsValid(int number) => _number.Read() == number;

    /// <summary>Spends the ticket.</summary>
    /// <returns>True for one caller only, which then owns the wait; otherwise false.</returns>
    public bool TrySpend(int number) => _number.CompareExchange(number + 1, number) == number;

    /// <summary>Takes the outcome and returns the object to its pool, if the wait has been signaled.</summary>
    /// <returns>True if the outcome was taken; otherwise false.</returns>
    public bool TryTake()
    {
        if (!IsSignaled)
            return false;
        GetResult(Version);
        return true;
    }

    protected override void Recycle() => WaiterPool.Return(this);
}
