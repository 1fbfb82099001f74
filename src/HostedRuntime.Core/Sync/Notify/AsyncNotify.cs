using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// Notifies one waiter or all waiters that something happened, without a value. Fair: <see cref="NotifyOne"/> wakes the oldest waiter.
/// Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// <para>The semantics are those of tokio's <c>Notify</c>. At most one notification is stored: if no waiter exists, the next wait completes
/// at once, however often <see cref="NotifyOne"/> was called. So wait in a loop that checks the state that the notification is
/// about.</para>
/// <para>A cancelled wait loses its place but no notification: the notification goes to another waiter, or is stored. Waits and tickets
/// allocate nothing once they are pooled.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class AsyncNotify : IResourceHolder
{
    private readonly NotifyCore _core = new();

    /// <summary>
    /// The name of the object in snapshots, logs and reports of deadlocks. A named one is listed even while no code uses it.
    /// </summary>
    /// <value>Null by default: no name.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? Name
    {
        get => _core.Identity.Name;
        init => _core.Identity.SetName(value, _core);
    }

    internal int WaiterCount => _core.WaiterCount;

    internal bool IsPermitStored => _core.IsPermitStored;

    internal NotifyCore Core => _core;

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>
    /// Waits for a notification. A stored notification completes the wait at once. The wait has its place when this call returns.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Await it once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the notification.
    /// </exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken = default) => _core.WaitAsync(cancellationToken);

    /// <summary>
    /// Takes a place in line now, for a later wait: a notification in between is not missed. A stored notification is taken.
    /// </summary>
    /// <returns>The place. Dispose it: a ticket that is neither waited with nor disposed keeps the notification that it gets.</returns>
    public Ticket Register() => _core.Register();

    /// <summary>Wakes the oldest waiter. If there is no waiter, one notification is stored for the next wait.</summary>
    public void NotifyOne() => _core.NotifyAny(Notification.Oldest);

    /// <summary>Wakes the newest waiter. If there is no waiter, one notification is stored for the next wait.</summary>
    public void NotifyLast() => _core.NotifyAny(Notification.Newest);

    /// <summary>Wakes all waiters and all tickets. If there are none, nothing is stored.</summary>
    public void NotifyAll() => _core.NotifyAll();

    /// <summary>A place in line. It can be waited with once. Disposing it after that, or twice, does nothing.</summary>
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

        /// <summary>
        /// Waits for the notification, which may have come already. The ticket is then used up, even if the wait is cancelled.
        /// </summary>
        /// <param name="cancellationToken">
        /// Cancels the wait. If it has already fired, a notification that came to the ticket goes to another waiter.
        /// </param>
        /// <returns>Await it once.</returns>
        /// <exception cref="InvalidOperationException">The ticket was waited with, or disposed.</exception>
        /// <exception cref="OperationCanceledException">
        /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the notification.
        /// </exception>
        public ValueTask WaitAsync(CancellationToken cancellationToken = default)
        {
            if (_place?.IsValid(_number) != true)
                throw Spent();
            if (cancellationToken.IsCancellationRequested)
            {
                Dispose();
                return CanceledWait.Of(cancellationToken);
            }

            if (!Budget.TrySpend())
                return ForcedYield<Unit>.AfterPlain(this, static (ticket, cancellationToken) => ticket.WaitAsync(cancellationToken), cancellationToken, static ticket => ticket.Dispose());
            if (!_place.TrySpend(_number))
                throw Spent();
            return _place.TryTake() ? default : _place.PendPlain(cancellationToken);
        }

        /// <summary>
        /// Leaves the line. If a notification of <see cref="NotifyOne"/> or <see cref="NotifyLast"/> has come meanwhile, it goes to another
        /// waiter or is stored.
        /// </summary>
        public void Dispose()
        {
            if (_place?.TrySpend(_number) == true)
                _core!.Leave(_place);
        }

        private static InvalidOperationException Spent()
            => new("This ticket was waited with, or disposed, already. A ticket is for one wait: call Register() for another.");
    }
}
