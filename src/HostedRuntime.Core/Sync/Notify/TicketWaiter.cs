using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>Which waiters a notification goes to.</summary>
internal enum Notification
{
    /// <summary>The one that waits longest, or the next to come.</summary>
    Oldest,

    /// <summary>The one that came last, or the next to come.</summary>
    Newest,

    /// <summary>All that wait.</summary>
    All,
}

/// <summary>
/// A place in line that somebody holds a ticket of: notified or not, it rests until the ticket is waited with or given back. The ticket's
/// number, odd while it is valid, is spent by one compare-exchange; so copies of a ticket, and those of earlier uses of this object, can do nothing.
/// </summary>
internal sealed class TicketWaiter : NotifyWaiter
{
    private AtomicInt _number;

    /// <summary>What notified it. Written by the notifier before its decision, so whoever finds the place granted may read it.</summary>
    public Notification Notification { get; set; }

    /// <summary>Makes the ticket valid; before anybody else can see the waiter.</summary>
    public int Issue()
    {
        var number = _number.ReadOwn() + 1;
        _number.Write(number);
        return number;
    }

    public bool IsValid(int number) => _number.Read() == number;

    /// <summary>True for one caller alone, who then owns the wait.</summary>
    public bool TrySpend(int number) => _number.CompareExchange(number + 1, number) == number;

    /// <summary>Takes the outcome if it is there, and gives the object back to its pool.</summary>
    public bool TryTake()
    {
        if (!IsSignaled)
            return false;
        GetResult(Version);
        return true;
    }

    protected override void Recycle() => WaiterPool.Return(this);
}
