using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
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
internal sealed class NotifyCore : IWaitOwner, IResource
{
    private static readonly object s_permit = new();
    private static readonly object s_line = new();

    private readonly Lock _gate = new();
    private WaitQueue _queue;
    private AtomicRef<object> _state;
    private ResourceIdentity _identity;

    public bool IsPermitStored => ReferenceEquals(_state.Read(), s_permit);

    public int WaiterCount => _state.Read() is not { } state || ReferenceEquals(state, s_permit) ? 0 : ReferenceEquals(state, s_line) ? _queue.Count : 1;

    public ValueTask WaitAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        if (!Budget.TrySpend(out var task, out var context))
            return ForcedYield<Unit>.AfterPlain(this, static (core, ct) => core.WaitAsync(ct), ct);
        return Enter(context) is { } waiter ? waiter.PendPlain(task, ct) : default;
    }

    /// <summary>Takes a place in line for a later wait, or a stored notification if there is one.</summary>
    public AsyncNotify.Ticket Register()
    {
        var waiter = WaiterPool.Rent<TicketWaiter>();
        waiter.Open(this);
        var ticket = new AsyncNotify.Ticket(this, waiter, waiter.Issue());
        if (!TryTakePermit() && TryStore(waiter))
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
            var state = _state.Read();
            if (state is null || ReferenceEquals(state, s_permit))
            {
                if (ReferenceEquals(_state.CompareExchange(s_permit, state), state))
                    return;
            }
            else if (ReferenceEquals(state, s_line))
            {
                if (TryNotifyLine(notification))
                    return;
            }
            else if (ReferenceEquals(_state.CompareExchange(null, state), state) && TryGrant(Unsafe.As<Waiter>(state), notification))
            {
                Unsafe.As<Waiter>(state).Signal();
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
            var state = _state.Read();
            if (state is null || ReferenceEquals(state, s_permit))
                return;
            if (ReferenceEquals(state, s_line))
            {
                if (TryNotifyWholeLine())
                    return;
            }
            else if (ReferenceEquals(_state.CompareExchange(null, state), state))
            {
                if (TryGrant(Unsafe.As<Waiter>(state), Notification.All))
                    Unsafe.As<Waiter>(state).Signal();
                return;
            }
        }
    }

    public void Withdraw(Waiter waiter)
    {
        if (ReferenceEquals(_state.CompareExchange(null, waiter), waiter))
            return;
        using (_gate.Hold())
        {
            if (_queue.Remove(waiter))
            {
                if (_queue.IsEmpty)
                    _state.Write(null);
                return;
            }
        }

        Unsafe.As<NotifyWaiter>(waiter).IsTaken = true;
    }

    public string Describe(Waiter waiter) => "AsyncNotify";

    public string PurposeOf(Waiter waiter) => "notification";

    public ResourceKind Kind => ResourceKind.Notify;

    public ref ResourceIdentity Identity => ref _identity;

    public ResourceView Look() => new() { State = IsPermitStored ? "1 notification stored" : "no notification stored", Waiters = WaiterCount };

    /// <summary>Takes a stored notification, or starts a wait.</summary>
    /// <returns>The waiter; null if a stored notification was taken.</returns>
    private NotifyWaiter? Enter(ThreadContext? context)
    {
        if (TryTakePermit())
            return null;
        var waiter = Waiter.Rent<NotifyWaiter>(context);
        waiter.Open(this);
        if (TryStore(waiter))
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

    /// <summary>Adds a linked wait, or takes a notification that is stored.</summary>
    /// <param name="link">The case. If it cannot win, the caller passes the notification on.</param>
    /// <param name="waiter">The waiter; null if a notification was taken.</param>
    public CaseStart BeginWait(CaseLink link, out NotifyWaiter? waiter)
    {
        waiter = Waiter.RentLinked<NotifyWaiter>(link);
        waiter.Open(this);
        if (TryStore(waiter))
            return CaseStart.Waiting;
        waiter.Leave();
        waiter = null;
        return CaseStart.Ready;
    }

    /// <summary>Takes a stored notification.</summary>
    public bool TryTakePermit() => ReferenceEquals(_state.Read(), s_permit) && ReferenceEquals(_state.CompareExchange(null, s_permit), s_permit);

    /// <summary>Stores a waiter in the state or the queue, or takes a notification that was stored meanwhile.</summary>
    /// <returns>True if the waiter was stored; false if it took a notification.</returns>
    private bool TryStore(Waiter waiter)
    {
        while (true)
        {
            var state = _state.Read();
            if (state is null)
            {
                if (_state.CompareExchange(waiter, null) is null)
                    return true;
            }
            else if (ReferenceEquals(state, s_permit))
            {
                if (ReferenceEquals(_state.CompareExchange(null, s_permit), s_permit))
                    return false;
            }
            else if (TryStandInLine(waiter, state))
            {
                return true;
            }
        }
    }

    private bool TryStandInLine(Waiter waiter, object state)
    {
        using (_gate.Hold())
        {
            if (ReferenceEquals(state, s_line) ? !ReferenceEquals(_state.Read(), s_line) : !ReferenceEquals(_state.CompareExchange(s_line, state), state))
                return false;
            if (!ReferenceEquals(state, s_line))
                _queue.Enqueue(Unsafe.As<Waiter>(state));
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
            if (!ReferenceEquals(_state.Read(), s_line))
                return false;
            while (granted is null && (notification == Notification.Newest ? _queue.Tail : _queue.Head) is { } next)
                granted = TryTakeOutLocked(next, notification) ? next : null;
            if (_queue.IsEmpty)
                _state.Write(granted is null ? s_permit : null);
        }

        granted?.Signal();
        return true;
    }

    private bool TryNotifyWholeLine()
    {
        WakeList granted = default;
        using (_gate.Hold())
        {
            if (!ReferenceEquals(_state.Read(), s_line))
                return false;
            while (_queue.Head is { } next)
            {
                if (TryTakeOutLocked(next, Notification.All))
                    granted.Add(next);
            }

            _state.Write(null);
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
