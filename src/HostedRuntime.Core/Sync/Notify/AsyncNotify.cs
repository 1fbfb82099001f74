using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// Tells one or all who wait that something happened, and carries nothing. Fair: <see cref="NotifyOne"/> wakes the one that waits longest.
/// Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// <para>Semantics are tokio's <c>Notify</c>. At most one notification is stored: when nobody waits, the next wait ends at once, however often
/// <see cref="NotifyOne"/> was called. So wait in a loop that looks at the state which the notification is about.</para>
/// <para>A cancelled wait loses its place and no notification: that goes to another, or is stored. Waits and tickets allocate nothing once pooled.</para>
/// </remarks>
[DebuggerDisplay("WaiterCount = {_core.WaiterCount}, IsPermitStored = {_core.IsPermitStored}")]
public sealed class AsyncNotify
{
    private readonly NotifyCore _core = new();

    internal int WaiterCount => _core.WaiterCount;

    internal bool IsPermitStored => _core.IsPermitStored;

    /// <summary>Waits for a notification; a stored one ends the wait at once. Stands in line when the call returns.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Await it once.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted, before the notification.</exception>
    public ValueTask WaitAsync(CancellationToken ct = default) => _core.WaitAsync(ct);

    /// <summary>
    /// Stands in line now, to wait later: what is notified in between is not missed. A stored notification is taken.
    /// </summary>
    /// <returns>The place. Dispose it: one that is neither waited with nor disposed keeps the notification that comes to it.</returns>
    public Ticket Register() => _core.Register();

    /// <summary>Wakes the one that waits longest. When nobody waits, stores one notification for the next to come.</summary>
    public void NotifyOne() => _core.NotifyAny(Notification.Oldest);

    /// <summary>Wakes the one that came last. When nobody waits, stores one notification for the next to come.</summary>
    public void NotifyLast() => _core.NotifyAny(Notification.Newest);

    /// <summary>Wakes all who wait or hold a ticket. When nobody does, nothing is stored.</summary>
    public void NotifyAll() => _core.NotifyAll();

    /// <summary>A place in line. It can be waited with once; disposing it then, or twice, does nothing.</summary>
    public readonly struct Ticket : IDisposable
    {
        private readonly NotifyCore? _core;
        private readonly TicketWaiter? _place;
        private readonly int _number;

        internal Ticket(NotifyCore core, TicketWaiter place, int number)
        {
            _core = core;
            _place = place;
            _number = number;
        }

        /// <summary>Waits for the notification, which may have come already. Ends the ticket, also when it is cancelled.</summary>
        /// <param name="ct">Ends the wait. Fired before, a notification that came to the ticket goes to another.</param>
        /// <returns>Await it once.</returns>
        /// <exception cref="InvalidOperationException">The ticket was waited with, or disposed.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted, before the notification.</exception>
        public ValueTask WaitAsync(CancellationToken ct = default)
        {
            if (_place?.IsValid(_number) != true)
                throw Spent();
            if (ct.IsCancellationRequested)
            {
                Dispose();
                return CanceledWait.Of(ct);
            }

            if (!Budget.TrySpend())
                return ForcedYield<Nothing>.AfterPlain(this, static (ticket, ct) => ticket.WaitAsync(ct), ct, static ticket => ticket.Dispose());
            if (!_place.TrySpend(_number))
                throw Spent();
            return _place.TryTake() ? default : _place.PendPlain(ct);
        }

        /// <summary>Leaves the line. A notification of <see cref="NotifyOne"/> or <see cref="NotifyLast"/> that came meanwhile goes to another, or is stored.</summary>
        public void Dispose()
        {
            if (_place?.TrySpend(_number) == true)
                _core!.Leave(_place);
        }

        private static InvalidOperationException Spent()
            => new("This ticket was waited with, or disposed, already. A ticket is for one wait: call Register() for another.");
    }
}
