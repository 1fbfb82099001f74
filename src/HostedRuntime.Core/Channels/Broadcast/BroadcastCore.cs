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
/// Invariants under the lock. A receiver has at most one wait, and only while its position is the tail. A send hands the item to every
/// waiting receiver, by the one compare-exchange of its waiter, and advances the receiver's position. A cancelled read keeps its position,
/// so the next read finds the item. When every receiver waits, no receiver needs the items in the ring, so it is emptied.
/// </remarks>
internal sealed class BroadcastCore<T> : IWaitOwner, IResource
{
    private readonly Lock _gate = new();
    private BroadcastRing<T> _ring;
    private WaitQueue _waiting;
    private ResourceIdentity _identity;
    private int _senders = 1;
    private ReceiverCount _receivers;

    /// <summary>True once the last sender has ended.</summary>
    private AtomicBool _isClosed;

    public BroadcastCore(int capacity, string? name = null)
    {
        _ring = new BroadcastRing<T>(capacity);
        _identity.SetName(name, this);
        Ends = name is null ? null : new ChannelEnds();
    }

    public int Capacity => _ring.Capacity;

    public long Tail => _ring.Tail;

    public int ReceiverCount => _receivers.Value;

    public bool IsClosed => _isClosed.Read();

    /// <summary>A task that completes when there is no receiver.</summary>
    public Task NoReceiver
    {
        get
        {
            using (_gate.Hold())
                return _receivers.TaskOfZero();
        }
    }

    public BroadcastReceiver<T> Subscribe()
    {
        using (_gate.Hold())
        {
            _receivers.Add();
            return new BroadcastReceiver<T>(this, _ring.Tail);
        }
    }

    /// <summary>Adds a sender.</summary>
    /// <returns>True if it was added; false if the last sender has ended, and with it the channel.</returns>
    public bool TryAddSender()
    {
        using (_gate.Hold())
        {
            if (_senders == 0)
                return false;
            _senders++;
            return true;
        }
    }

    /// <summary>Ends a sender, once. The end of the last sender is the end of the channel.</summary>
    /// <param name="isEnded">
    /// The sender's flag. Set in here, because a second thread that disposes the sender must not return before the first one has ended
    /// it.
    /// </param>
    public void RemoveSender(ref AtomicBool isEnded)
    {
        WakeList woken = default;
        using (_gate.Hold())
        {
            if (isEnded.Exchange(true) || --_senders > 0)
                return;
            _isClosed.Write(true);
            while (_waiting.TryDequeue(WaitDecision.Granted, out var waiter))
                EndLocked(Unsafe.As<BroadcastWaiter<T>>(waiter), ref woken);
        }

        woken.SignalAll();
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
        using (_gate.Hold())
        {
            receivers = _receivers.ValueLocked;
            if (receivers == 0 || _senders == 0)
                return 0;
            _ring.Write(item);
            var tail = _ring.Tail;
            while (_waiting.TryDequeue(WaitDecision.Granted, out var dequeued))
            {
                var waiter = Unsafe.As<BroadcastWaiter<T>>(dequeued);
                var receiver = waiter.Receiver!;
                receiver.Waiter = null;
                receiver.Next = tail;
                waiter.SetResult(BroadcastRead<T>.Of(item));
                woken.Add(waiter);
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
        var isClosed = _isClosed.Read();
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

    /// <summary>Adds a linked wait of a receiver, if there is nothing to read now.</summary>
    public CaseStart BeginRead(BroadcastReceiver<T> receiver, CaseLink link, out BroadcastWaiter<T>? waiter)
    {
        waiter = null;
        using (_gate.Hold())
        {
            ThrowIfPendingLocked(receiver);
            if (receiver.IsEnded || _isClosed.Read() || receiver.Next != _ring.Tail)
                return CaseStart.Ready;
            waiter = Waiter.RentLinked<BroadcastWaiter<T>>(link);
            EnqueueLocked(receiver, waiter);
            return CaseStart.Waiting;
        }
    }

    /// <summary>Starts a wait for the next item.</summary>
    /// <returns>The waiter; null if there is something to read by now, which is then in <paramref name="read"/>.</returns>
    public BroadcastWaiter<T>? Wait(BroadcastReceiver<T> receiver, CancellationToken ct, out BroadcastRead<T> read)
    {
        if (receiver.Waiter is not null)
            EndIfFired(receiver);
        using (_gate.Hold())
        {
            ThrowIfPendingLocked(receiver);
            if (receiver.IsEnded)
            {
                read = BroadcastRead<T>.Closed;
                return null;
            }

            if (TryRead(receiver, out read))
                return null;
            var waiter = WaiterPool.Rent<BroadcastWaiter<T>>();
            if (ct.CanBeCanceled)
                waiter.Token = ct;
            EnqueueLocked(receiver, waiter);
            return waiter;
        }
    }

    private static void ThrowIfPendingLocked(BroadcastReceiver<T> receiver)
    {
        // A cancelled read is over as soon as the cancellation is decided, even if its Withdraw has not run yet.
        if (receiver.Waiter is { IsGivenUp: false })
            throw new InvalidOperationException("Another read of this receiver is waiting. One receiver has one reader: await that read first, or subscribe once more.");
    }

    private void EnqueueLocked(BroadcastReceiver<T> receiver, BroadcastWaiter<T> waiter)
    {
        if (receiver.Waiter is { } givenUp)
            _waiting.Remove(givenUp);
        waiter.Open(this);
        waiter.Receiver = receiver;
        receiver.Waiter = waiter;
        _waiting.Enqueue(waiter);
        ForgetReadLocked();
    }

    /// <summary>Ends a receiver, once.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="isEnded">
    /// Its flag. Set in here, because a second thread that disposes the receiver must not return before the first one has ended it.
    /// </param>
    public void RemoveReceiver(BroadcastReceiver<T> receiver, ref AtomicBool isEnded)
    {
        WakeList woken = default;
        TaskCompletionSource? last;
        using (_gate.Hold())
        {
            if (!isEnded.Exchange(true))
            {
                _receivers.Remove();
                if (receiver.Waiter is { } waiter && _waiting.Remove(waiter) && waiter.TryDecide(WaitDecision.Granted))
                    EndLocked(waiter, ref woken);
                ForgetReadLocked();
            }

            last = _receivers.SourceAtZero;
        }

        woken.SignalAll();
        last?.TrySetResult();
    }

    /// <summary>Cancels the pending read of a receiver if its token has fired, because the token's callback may not have run yet.</summary>
    private void EndIfFired(BroadcastReceiver<T> receiver)
    {
        BroadcastWaiter<T>? canceled = null;
        using (_gate.Hold())
        {
            if (receiver.Waiter is { Token.IsCancellationRequested: true } before && before.TryDecide(WaitDecision.Canceled))
                canceled = before;
        }

        canceled?.EndCanceled(canceled.Token);
    }

    public void Withdraw(Waiter waiter)
    {
        using (_gate.Hold())
        {
            _waiting.Remove(waiter);
            // The receiver may have a new read by now.
            var receiver = Unsafe.As<BroadcastWaiter<T>>(waiter).Receiver!;
            if (ReferenceEquals(receiver.Waiter, waiter))
                receiver.Waiter = null;
        }
    }

    public string Describe(Waiter waiter) => "broadcast read, 0 items";

    public string PurposeOf(Waiter waiter) => "item";

    /// <summary>The ends of a named channel; otherwise null.</summary>
    public ChannelEnds? Ends { get; }

    public ResourceKind Kind => ResourceKind.Broadcast;

    public ref ResourceIdentity Identity => ref _identity;

    public ResourceView Look()
        => new() { State = IsClosed ? "closed" : $"{ReceiverCount} receivers", Waiters = _waiting.Count, Capacity = Capacity, Sent = Tail, IsAbandoned = IsAbandoned };

    private bool IsAbandoned => !IsClosed && _waiting.Count > 0 && Ends is { HasSender: false };

    private static void EndLocked(BroadcastWaiter<T> waiter, ref WakeList woken)
    {
        waiter.Receiver!.Waiter = null;
        waiter.SetResult(BroadcastRead<T>.Closed);
        woken.Add(waiter);
    }

    /// <summary>Empties the ring if all receivers wait: their positions are then the tail. Caller holds `_gate`.</summary>
    private void ForgetReadLocked()
    {
        if (_waiting.Count == _receivers.ValueLocked)
            _ring.Forget();
    }
}
