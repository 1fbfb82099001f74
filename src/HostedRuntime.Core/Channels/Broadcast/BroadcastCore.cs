using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The state that the ends of a broadcast share: the ring, and the receivers that wait at its tail. Senders and waiting receivers take one
/// lock; a receiver that is behind reads the ring without it.
/// </summary>
/// <remarks>
/// Invariants under the lock. A receiver waits only while its position is the tail. A send hands the item to every waiting receiver, and
/// advances the receiver's position. When every receiver waits, no receiver needs the items in the ring, so it is emptied.
/// </remarks>
internal sealed class BroadcastCore<T>(int capacity, string? name = null)
    : FanOutCore<BroadcastReceiver<T>, BroadcastWaiter<T>, BroadcastRead<T>>(name)
{
    private BroadcastRing<T> _ring = new(capacity);

    public int Capacity => _ring.Capacity;

    public long Tail => _ring.Tail;

    public override ResourceKind Kind => ResourceKind.Broadcast;

    private protected override BroadcastRead<T> EndResult => BroadcastRead<T>.Closed;

    private protected override string PendingMessage
        => "Another read of this receiver is waiting. One receiver has one reader: await that read first, or subscribe once more.";

    public BroadcastReceiver<T> Subscribe()
    {
        using (Gate.Hold())
        {
            Receivers.Add();
            return new BroadcastReceiver<T>(this, _ring.Tail);
        }
    }

    /// <summary>
    /// Sends an item, unless there is no receiver or the channel has ended. A receiver that has read the end must not find an item after
    /// it.
    /// </summary>
    /// <returns>The number of receivers that can read the item; zero if it was not sent.</returns>
    public int Send(T item)
    {
        WakeList woken = default;
        int receivers;
        using (Gate.Hold())
        {
            receivers = Receivers.ValueLocked;
            if (receivers == 0 || IsClosedLocked)
                return 0;
            _ring.Write(item);
            var tail = _ring.Tail;
            while (Waiting.TryDequeue(WaitDecision.Granted, out var dequeued))
            {
                var waiter = Unsafe.As<BroadcastWaiter<T>>(dequeued);
                waiter.Receiver!.Next = tail;
                WakeLocked(waiter, BroadcastRead<T>.Of(item), ref woken);
            }
        }

        woken.SignalAll();
        return receivers;
    }

    /// <summary>Reads what is at the receiver's position: an item, a gap, or the end of the channel.</summary>
    /// <returns>True if there was something to read; otherwise false.</returns>
    public bool TryRead(BroadcastReceiver<T> receiver, out BroadcastRead<T> read)
    {
        // Read before the tail, so that items sent before the last sender ended are read before the end.
        var isClosed = IsClosed;
        var next = receiver.Next;
        if (next == _ring.Tail)
        {
            read = isClosed ? BroadcastRead<T>.Closed : default;
            return isClosed;
        }

        if (_ring.TryRead(next, out var item))
        {
            receiver.Next = next + 1;
            read = BroadcastRead<T>.Of(item);
            return true;
        }

        var oldest = _ring.Oldest;
        if (receiver.IsEnded)
        {
            // The receiver has ended, which may be why the item is gone. So this is no gap.
            read = BroadcastRead<T>.Closed;
            return true;
        }

        receiver.Next = oldest;
        read = BroadcastRead<T>.Gap(oldest - next);
        return true;
    }

    public override string Describe(Waiter waiter) => "broadcast read, 0 items";

    public override string PurposeOf(Waiter waiter) => "item";

    public override ResourceView Look()
        => new() { State = State, Waiters = Waiting.Count, Capacity = Capacity, Sent = Tail, IsAbandoned = IsAbandoned };

    private protected override BroadcastWaiter<T> Rent() => WaiterPool.Rent<BroadcastWaiter<T>>();

    private protected override BroadcastWaiter<T> RentLinked(CaseLink link) => Waiter.RentLinked<BroadcastWaiter<T>>(link);

    private protected override bool HasNextLocked(BroadcastReceiver<T> receiver) => receiver.Next != _ring.Tail;

    private protected override bool TryReadLocked(BroadcastReceiver<T> receiver, out BroadcastRead<T> result) => receiver.TryRead(out result);

    /// <summary>Empties the ring if all receivers wait: their positions are then the tail.</summary>
    private protected override void OnReadersChangedLocked()
    {
        if (Waiting.Count == Receivers.ValueLocked)
            _ring.Forget();
    }
}
