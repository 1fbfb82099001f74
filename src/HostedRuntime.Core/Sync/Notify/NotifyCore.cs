using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// The machine behind <see cref="AsyncNotify"/>: one word without a lock while at most one waits, a queue under a lock when more do.
/// </summary>
/// <remarks>
/// <para>The word is null (nobody waits, nothing is stored), <see cref="s_permit"/> (one notification is stored), the one waiter, or
/// <see cref="s_line"/> (who waits stands in the queue). While it is <see cref="s_line"/> only the gate's holder changes it; every
/// other change is a compare-exchange.</para>
/// <para>Who takes the one waiter out of the word alone may decide it as granted. A cancelled waiter takes itself out; if it finds itself taken, the
/// taker is about to try that decision and must not meet the next use of the object: so it stays out of the pool.</para>
/// <para>Lost wake-ups. A waiter enters the word by a compare-exchange and then looks at what it waits for; a notifier changes that
/// and then looks at the word, after a full fence: a compare-exchange for one, even where it changes nothing (a
/// stored permit may have been taken by somebody who saw the state of before), <see cref="Fence.Full"/> for all.</para>
/// </remarks>
internal sealed class NotifyCore : IWaitOwner
{
    private static readonly object s_permit = new();
    private static readonly object s_line = new();

    private readonly Lock _gate = new();
    private WaitQueue _queue;
    private AtomicRef<object> _word;

    public bool IsPermitStored => ReferenceEquals(_word.Read(), s_permit);

    public int WaiterCount => _word.Read() is not { } word || ReferenceEquals(word, s_permit) ? 0 : ReferenceEquals(word, s_line) ? _queue.Count : 1;

    public ValueTask WaitAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        if (!Budget.TrySpend(out var task, out var cell))
            return ForcedYield<Nothing>.AfterPlain(this, static (core, ct) => core.WaitAsync(ct), ct);
        return Enter(task, cell) is { } waiter ? waiter.PendPlain(task, ct) : default;
    }

    /// <summary>Stands in line, without a wait yet.</summary>
    public AsyncNotify.Ticket Register()
    {
        var waiter = WaiterPool.Rent<TicketWaiter>();
        waiter.Begin(this);
        var ticket = new AsyncNotify.Ticket(this, waiter, waiter.Issue());
        if (!TryTakePermit() && Stand(waiter))
            return ticket;
        waiter.Notification = Notification.Oldest;
        waiter.TryDecide(WaitDecision.Granted);
        waiter.Signal();
        return ticket;
    }

    /// <summary>Gives a place back whose ticket the caller has spent. A notification that is for any one goes to another.</summary>
    public void Leave(TicketWaiter waiter)
    {
        if (waiter.TryDecide(WaitDecision.Canceled))
        {
            Withdraw(waiter);
            waiter.Signal();
            waiter.TryTake();
            return;
        }

        var notification = waiter.Notification;
        // Granted and not signaled yet: the notifier still holds the object, and the garbage collector has it then.
        waiter.TryTake();
        if (notification != Notification.All)
            NotifyAny(notification);
    }

    /// <summary>Wakes the oldest or the newest; with nobody there stores the notification, once.</summary>
    public void NotifyAny(Notification notification)
    {
        while (true)
        {
            var word = _word.Read();
            if (word is null || ReferenceEquals(word, s_permit))
            {
                if (ReferenceEquals(_word.CompareExchange(s_permit, word), word))
                    return;
            }
            else if (ReferenceEquals(word, s_line))
            {
                if (TryNotifyLine(notification))
                    return;
            }
            else if (ReferenceEquals(_word.CompareExchange(null, word), word) && TryGrant(Unsafe.As<Waiter>(word), notification))
            {
                Unsafe.As<Waiter>(word).Signal();
                return;
            }
        }
    }

    /// <summary>Wakes all who wait now; stores nothing.</summary>
    public void NotifyAll()
    {
        Fence.Full();
        while (true)
        {
            var word = _word.Read();
            if (word is null || ReferenceEquals(word, s_permit))
                return;
            if (ReferenceEquals(word, s_line))
            {
                if (TryNotifyWholeLine())
                    return;
            }
            else if (ReferenceEquals(_word.CompareExchange(null, word), word))
            {
                if (TryGrant(Unsafe.As<Waiter>(word), Notification.All))
                    Unsafe.As<Waiter>(word).Signal();
                return;
            }
        }
    }

    public void Withdraw(Waiter waiter)
    {
        if (ReferenceEquals(_word.CompareExchange(null, waiter), waiter))
            return;
        using (_gate.Hold())
        {
            if (_queue.Remove(waiter))
            {
                if (_queue.IsEmpty)
                    _word.Write(null);
                return;
            }
        }

        Unsafe.As<NotifyWaiter>(waiter).IsTaken = true;
    }

    public string Describe(Waiter waiter) => "AsyncNotify";

    /// <summary>Null: a stored notification was taken.</summary>
    private NotifyWaiter? Enter(IWaitingTask? task, PollCell? cell)
    {
        if (TryTakePermit())
            return null;
        var waiter = Waiter.Rent<NotifyWaiter>(cell);
        waiter.Begin(this, task);
        waiter.Open();
        if (Stand(waiter))
        {
            // An abort that knew it from its last use came before it stood anywhere.
            if (waiter.IsGivenUp)
                Withdraw(waiter);
            return waiter;
        }

        if (waiter.TryGiveBack(cell))
            return null;
        NotifyAny(Notification.Oldest);
        return waiter;
    }

    private bool TryTakePermit() => ReferenceEquals(_word.Read(), s_permit) && ReferenceEquals(_word.CompareExchange(null, s_permit), s_permit);

    /// <summary>Puts a waiter in line; false: it took a notification that was stored meanwhile, and stands nowhere.</summary>
    private bool Stand(Waiter waiter)
    {
        while (true)
        {
            var word = _word.Read();
            if (word is null)
            {
                if (_word.CompareExchange(waiter, null) is null)
                    return true;
            }
            else if (ReferenceEquals(word, s_permit))
            {
                if (ReferenceEquals(_word.CompareExchange(null, s_permit), s_permit))
                    return false;
            }
            else if (TryStandInLine(waiter, word))
            {
                return true;
            }
        }
    }

    private bool TryStandInLine(Waiter waiter, object word)
    {
        using (_gate.Hold())
        {
            if (ReferenceEquals(word, s_line) ? !ReferenceEquals(_word.Read(), s_line) : !ReferenceEquals(_word.CompareExchange(s_line, word), word))
                return false;
            if (!ReferenceEquals(word, s_line))
                _queue.Enqueue(Unsafe.As<Waiter>(word));
            _queue.Enqueue(waiter);
            return true;
        }
    }

    /// <summary>False: the line is gone, look again.</summary>
    private bool TryNotifyLine(Notification notification)
    {
        Waiter? granted = null;
        using (_gate.Hold())
        {
            if (!ReferenceEquals(_word.Read(), s_line))
                return false;
            while (granted is null && (notification == Notification.Newest ? _queue.Tail : _queue.Head) is { } next)
                granted = TryTakeOutLocked(next, notification) ? next : null;
            if (_queue.IsEmpty)
                _word.Write(granted is null ? s_permit : null);
        }

        granted?.Signal();
        return true;
    }

    private bool TryNotifyWholeLine()
    {
        WaiterChain granted = default;
        using (_gate.Hold())
        {
            if (!ReferenceEquals(_word.Read(), s_line))
                return false;
            while (_queue.Head is { } next)
            {
                if (TryTakeOutLocked(next, Notification.All))
                    granted.Add(next);
            }

            _word.Write(null);
        }

        granted.SignalAll();
        return true;
    }

    private bool TryTakeOutLocked(Waiter waiter, Notification notification)
    {
        _queue.Remove(waiter);
        return TryGrant(waiter, notification);
    }

    /// <summary>Called by the one who took the waiter out.</summary>
    private static bool TryGrant(Waiter waiter, Notification notification)
    {
        if (waiter is TicketWaiter ticket)
            ticket.Notification = notification;
        return waiter.TryDecide(WaitDecision.Granted);
    }
}
