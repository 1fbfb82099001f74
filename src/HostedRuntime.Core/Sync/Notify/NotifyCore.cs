using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// The implementation of <see cref="AsyncNotify"/>. While there is at most one waiter its state is one reference, without a lock. While
/// there are more, it is a queue under a lock.
/// </summary>
/// <remarks>
/// <para>The state is null (no waiter, no stored notification), <see cref="s_permit"/> (one notification is stored), the only waiter, or
/// <see cref="s_line"/> (the waiters are in the queue). While it is <see cref="s_line"/>, only the holder of the gate changes it. Every
/// other change is a compare-exchange.</para>
/// <para>Only the thread that takes the only waiter out of the state may decide it as granted. A cancelled waiter withdraws itself. If it
/// finds that a notifier has taken it, that notifier is about to try its decision. The decision must not hit the next use of the object, so
/// the waiter is not pooled.</para>
/// <para>No wake-up is lost. A waiter enters the state by a compare-exchange and then reads the condition that it waits for. A notifier
/// changes that condition, passes a full fence, and then reads the state. The fence of <see cref="NotifyAny"/> is a compare-exchange even
/// if that changes nothing, because a waiter that saw the old condition may have taken the stored permit. The fence of
/// <see cref="NotifyAll"/> is <see cref="Fence.Full"/>.</para>
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
        if (!Budget.TrySpend(out var task, out var context))
            return ForcedYield<Unit>.AfterPlain(this, static (core, ct) => core.WaitAsync(ct), ct);
        return Enter(task, context) is { } waiter ? waiter.PendPlain(task, ct) : default;
    }

    /// <summary>Takes a place in line for a later wait, or a stored notification if there is one.</summary>
    public AsyncNotify.Ticket Register()
    {
        var waiter = WaiterPool.Rent<TicketWaiter>();
        waiter.Open(this);
        var ticket = new AsyncNotify.Ticket(this, waiter, waiter.Issue());
        if (!TryTakePermit() && Stand(waiter))
            return ticket;
        waiter.Notification = Notification.Oldest;
        waiter.TryDecide(WaitDecision.Granted);
        waiter.Signal();
        return ticket;
    }

    /// <summary>
    /// Gives back a place whose ticket the caller has spent. If the place got a notification for a single waiter, another waiter gets it.
    /// </summary>
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
        // If the place is granted but not signaled yet, the notifier still uses the object. Then it is not pooled but left to the
        // garbage collector.
        waiter.TryTake();
        if (notification != Notification.All)
            NotifyAny(notification);
    }

    /// <summary>Wakes the oldest or the newest waiter. If there is none, stores the notification; at most one is stored.</summary>
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

    /// <summary>Wakes all present waiters. Stores nothing.</summary>
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

    /// <summary>Takes a stored notification, or starts a wait.</summary>
    /// <returns>The waiter; null if a stored notification was taken.</returns>
    private NotifyWaiter? Enter(IWaitingTask? task, ThreadContext? context)
    {
        if (TryTakePermit())
            return null;
        var waiter = Waiter.Rent<NotifyWaiter>(context);
        waiter.Open(this, task);
        if (Stand(waiter))
        {
            // An abort that found the reused waiter in the task's list may have ended it before it was in the state or the queue.
            if (waiter.IsGivenUp)
                Withdraw(waiter);
            return waiter;
        }

        if (waiter.TryGiveBack())
            return null;
        NotifyAny(Notification.Oldest);
        return waiter;
    }

    private bool TryTakePermit() => ReferenceEquals(_word.Read(), s_permit) && ReferenceEquals(_word.CompareExchange(null, s_permit), s_permit);

    /// <summary>Stores a waiter in the state or the queue, or takes a notification that was stored meanwhile.</summary>
    /// <returns>True if the waiter was stored; false if it took a notification.</returns>
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

    /// <summary>Wakes a waiter of the queue, or stores the notification if none of them can be granted.</summary>
    /// <returns>True if that is done; false if the state is no longer <see cref="s_line"/>, so that the caller has to look again.</returns>
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
        WakeList granted = default;
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

    /// <summary>Grants a waiter. Called only by the thread that took it out.</summary>
    /// <returns>True if it was granted; false if it was cancelled or aborted before.</returns>
    private static bool TryGrant(Waiter waiter, Notification notification)
    {
        if (waiter is TicketWaiter ticket)
            ticket.Notification = notification;
        return waiter.TryDecide(WaitDecision.Granted);
    }
}
