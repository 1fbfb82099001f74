using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// What the ends of a broadcast share: the ring, and the receivers that wait at its end. Senders and what waits go through one lock;
/// a receiver that is behind reads the ring without it.
/// </summary>
/// <remarks>
/// Invariants under the lock: a receiver waits only while its place is the tail, and at most once; an item that is sent is handed to all who wait,
/// each by the one compare-exchange of its waiter, and moves their place: a cancelled read has its place unchanged and finds the item next time.
/// When every receiver waits nobody needs what is in the ring, and it is emptied.
/// </remarks>
internal sealed class BroadcastCore<T>(int capacity) : IWaitOwner
{
    private readonly Lock _gate = new();
    private BroadcastRing<T> _ring = new(capacity);
    private WaitQueue _waiting;
    private int _senders = 1;
    private ReceiverCount _receivers;

    /// <summary>The last sender has ended.</summary>
    private AtomicBool _isClosed;

    public int Capacity => _ring.Capacity;

    public long Tail => _ring.Tail;

    public int ReceiverCount => _receivers.Value;

    public bool IsClosed => _isClosed.Read();

    /// <summary>Completes when there is no receiver.</summary>
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

    /// <summary>False: the last sender has ended, and with it the channel, so none can be added.</summary>
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

    /// <param name="isEnded">The sender's; set here, or who disposes it at the same time returned before it has ended.</param>
    public void RemoveSender(ref AtomicBool isEnded)
    {
        WaiterChain woken = default;
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

    /// <summary>How many receivers there are to read the item. None once the channel ended: whoever read the end must not find an item after it.</summary>
    public int Send(T item)
    {
        WaiterChain woken = default;
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

    /// <summary>What the receiver finds at its place; false: nothing yet.</summary>
    public bool TryRead(BroadcastReceiver<T> receiver, out BroadcastRead<T> read)
    {
        // Before the tail: what was sent before the last sender ended is read before the end.
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
            // Its end came first, and may be why the item is gone: nothing was missed.
            read = BroadcastRead<T>.Closed;
            return true;
        }

        receiver.Next = oldest;
        read = BroadcastRead<T>.Gap(oldest - next);
        return true;
    }

    /// <summary>The wait for what comes next; null: there is something meanwhile.</summary>
    public BroadcastWaiter<T>? Wait(BroadcastReceiver<T> receiver, CancellationToken ct, out BroadcastRead<T> read)
    {
        if (receiver.Waiter is not null)
            EndIfFired(receiver);
        using (_gate.Hold())
        {
            // A read that was cancelled is over as soon as that is decided: its Withdraw may still be on its way here.
            if (receiver.Waiter is { IsGivenUp: false })
                throw new InvalidOperationException("Another read of this receiver is waiting. One receiver has one reader: await that read first, or subscribe once more.");
            if (receiver.IsEnded)
            {
                read = BroadcastRead<T>.Closed;
                return null;
            }

            if (TryRead(receiver, out read))
                return null;
            if (receiver.Waiter is { } givenUp)
                _waiting.Remove(givenUp);
            var waiter = WaiterPool.Rent<BroadcastWaiter<T>>();
            waiter.Begin(this);
            waiter.Receiver = receiver;
            if (ct.CanBeCanceled)
                waiter.Token = ct;
            receiver.Waiter = waiter;
            _waiting.Enqueue(waiter);
            ForgetReadLocked();
            return waiter;
        }
    }

    /// <summary>Ends a receiver, once.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="isEnded">
    /// Its flag. Set in here: a second thread that disposes the receiver must not return before the first one has ended it.
    /// </param>
    public void RemoveReceiver(BroadcastReceiver<T> receiver, ref AtomicBool isEnded)
    {
        WaiterChain woken = default;
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

    /// <summary>Cancels the read of a receiver if its token has fired: the callback of the token may not have come to it yet.</summary>
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

    private static void EndLocked(BroadcastWaiter<T> waiter, ref WaiterChain woken)
    {
        waiter.Receiver!.Waiter = null;
        waiter.SetResult(BroadcastRead<T>.Closed);
        woken.Add(waiter);
    }

    /// <summary>Who waits stands at the tail.</summary>
    private void ForgetReadLocked()
    {
        if (_waiting.Count == _receivers.ValueLocked)
            _ring.Forget();
    }
}
