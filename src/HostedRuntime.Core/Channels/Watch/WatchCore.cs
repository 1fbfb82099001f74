using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The state that the ends of a watch share: the value with its version, and the receivers that wait for the next value. Reads usually take
/// no lock.
/// </summary>
/// <remarks>
/// Invariants under the lock. A receiver has at most one wait, and only while it has seen the latest version. A send wakes every waiting
/// receiver, by the one compare-exchange of its waiter, and the value then counts as seen by it. A cancelled wait has seen nothing, so the
/// next wait finds the change.
/// </remarks>
internal sealed class WatchCore<T> : IWaitOwner, IResource
{
    /// <summary>A version that no value has, because versions are even and not negative.</summary>
    private const long NoVersion = -1;

    private readonly Lock _gate = new();
    private SeqLock<T> _value;
    private WaitQueue _waiting;
    private ResourceIdentity _identity;
    private int _senders = 1;
    private ReceiverCount _receivers;

    /// <summary>True once the last sender has ended.</summary>
    private AtomicBool _isClosed;

    public WatchCore(T initial, string? name = null)
    {
        _value = new SeqLock<T>(initial);
        _identity.SetName(name, this);
        Ends = name is null ? null : new ChannelEnds();
    }

    public int ReceiverCount => _receivers.Value;

    /// <summary>A task that completes when there is no receiver.</summary>
    public Task NoReceiver
    {
        get
        {
            using (_gate.Hold())
                return _receivers.TaskOfZero();
        }
    }

    public bool IsClosed => _isClosed.Read();

    public long Version => _value.Version;

    public WatchReceiver<T> Subscribe()
    {
        using (_gate.Hold())
            return AddReceiverLocked(_value.Version);
    }

    /// <summary>Adds a receiver that has seen the same version as another receiver.</summary>
    public WatchReceiver<T> Subscribe(long seen)
    {
        using (_gate.Hold())
            return AddReceiverLocked(seen);
    }

    public T Read(out long version)
    {
        if (_value.TryRead(out var value, out version))
            return value;
        // Does not spin, because the sender may have lost its processor in the middle of the write.
        using (_gate.Hold())
            _value.TryRead(out value, out version);
        return value;
    }

    /// <summary>
    /// Sends a value, unless the channel has ended: a receiver that has seen the end must not find another value after it.
    /// </summary>
    /// <returns>True if the value was sent; false if the last sender has ended.</returns>
    public bool TrySend(T value)
    {
        WakeList woken = default;
        using (_gate.Hold())
        {
            if (_isClosed.ReadOwn())
                return false;
            WriteLocked(value, ref woken);
        }

        woken.SignalAll();
        return true;
    }

    /// <summary>Sends a value if the latest version is still <paramref name="after"/>.</summary>
    /// <returns>True if the value was sent; false if another value was sent in between, or the last sender has ended.</returns>
    public bool TrySend(T value, long after)
    {
        WakeList woken = default;
        using (_gate.Hold())
        {
            if (_isClosed.ReadOwn() || _value.Version != after)
                return false;
            WriteLocked(value, ref woken);
        }

        woken.SignalAll();
        return true;
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
                WakeLocked(Unsafe.As<WatchWaiter<T>>(waiter), hasChanged: false, ref woken);
        }

        woken.SignalAll();
    }

    /// <summary>Adds a linked wait of a receiver, if it has seen the latest version.</summary>
    public CaseStart BeginWait(WatchReceiver<T> receiver, CaseLink link, out WatchWaiter<T>? waiter)
    {
        waiter = null;
        using (_gate.Hold())
        {
            ThrowIfPendingLocked(receiver);
            if (receiver.IsEnded || _isClosed.Read() || receiver.Seen != _value.Version)
                return CaseStart.Ready;
            waiter = Waiter.RentLinked<WatchWaiter<T>>(link);
            EnqueueLocked(receiver, waiter);
            return CaseStart.Waiting;
        }
    }

    /// <summary>Starts a wait for a version that the receiver has not seen.</summary>
    /// <returns>The waiter; null if there is such a version by now, or there will be none.</returns>
    public WatchWaiter<T>? Wait(WatchReceiver<T> receiver, CancellationToken ct, out bool hasChanged)
    {
        if (receiver.Waiter is not null)
            EndIfFired(receiver);
        using (_gate.Hold())
        {
            ThrowIfPendingLocked(receiver);
            if (receiver.TrySeeChange(out hasChanged))
                return null;
            var waiter = WaiterPool.Rent<WatchWaiter<T>>();
            if (ct.CanBeCanceled)
                waiter.Token = ct;
            EnqueueLocked(receiver, waiter);
            return waiter;
        }
    }

    private static void ThrowIfPendingLocked(WatchReceiver<T> receiver)
    {
        // A cancelled wait is over as soon as the cancellation is decided, even if its Withdraw has not run yet.
        if (receiver.Waiter is { IsGivenUp: false })
            throw new InvalidOperationException("Another wait of this receiver is pending. One receiver has one reader: await that first, or clone the receiver.");
    }

    private void EnqueueLocked(WatchReceiver<T> receiver, WatchWaiter<T> waiter)
    {
        if (receiver.Waiter is { } givenUp)
            _waiting.Remove(givenUp);
        waiter.Open(this);
        waiter.Receiver = receiver;
        receiver.Waiter = waiter;
        _waiting.Enqueue(waiter);
    }

    /// <summary>
    /// Makes the latest value count as not seen by the receiver. Ends a pending wait of the receiver, as a new value does.
    /// </summary>
    public void MarkChanged(WatchReceiver<T> receiver)
    {
        WakeList woken = default;
        using (_gate.Hold())
        {
            if (receiver.Waiter is { } waiter && _waiting.Remove(waiter) && waiter.TryDecide(WaitDecision.Granted))
            {
                receiver.Seen = _value.Version;
                WakeLocked(waiter, hasChanged: true, ref woken);
            }
            else
            {
                receiver.Seen = NoVersion;
            }
        }

        woken.SignalAll();
    }

    /// <summary>Ends a receiver, once.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="isEnded">
    /// Its flag. Set in here, because a second thread that disposes the receiver must not return before the first one has ended it.
    /// </param>
    public void RemoveReceiver(WatchReceiver<T> receiver, ref AtomicBool isEnded)
    {
        WakeList woken = default;
        TaskCompletionSource? last;
        using (_gate.Hold())
        {
            if (!isEnded.Exchange(true))
            {
                _receivers.Remove();
                if (receiver.Waiter is { } waiter && _waiting.Remove(waiter) && waiter.TryDecide(WaitDecision.Granted))
                    WakeLocked(waiter, hasChanged: false, ref woken);
            }

            last = _receivers.SourceAtZero;
        }

        woken.SignalAll();
        last?.TrySetResult();
    }

    /// <summary>Cancels the pending wait of a receiver if its token has fired, because the token's callback may not have run yet.</summary>
    private void EndIfFired(WatchReceiver<T> receiver)
    {
        WatchWaiter<T>? canceled = null;
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
            // The receiver may have a new wait by now.
            var receiver = Unsafe.As<WatchWaiter<T>>(waiter).Receiver!;
            if (ReferenceEquals(receiver.Waiter, waiter))
                receiver.Waiter = null;
        }
    }

    public string Describe(Waiter waiter) => "watch, for a change";

    public string PurposeOf(Waiter waiter) => "change";

    /// <summary>The ends of a named channel; otherwise null.</summary>
    public ChannelEnds? Ends { get; }

    public ResourceKind Kind => ResourceKind.Watch;

    public ref ResourceIdentity Identity => ref _identity;

    public ResourceView Look()
        => new() { State = IsClosed ? "closed" : $"{ReceiverCount} receivers", Waiters = _waiting.Count, Sent = Version / 2, IsAbandoned = IsAbandoned };

    private bool IsAbandoned => !IsClosed && _waiting.Count > 0 && Ends is { HasSender: false };

    private static void WakeLocked(WatchWaiter<T> waiter, bool hasChanged, ref WakeList woken)
    {
        waiter.Receiver!.Waiter = null;
        waiter.SetResult(hasChanged);
        woken.Add(waiter);
    }

    private WatchReceiver<T> AddReceiverLocked(long seen)
    {
        _receivers.Add();
        return new WatchReceiver<T>(this, seen);
    }

    private void WriteLocked(T value, ref WakeList woken)
    {
        _value.Write(value);
        var version = _value.Version;
        while (_waiting.TryDequeue(WaitDecision.Granted, out var dequeued))
        {
            var waiter = Unsafe.As<WatchWaiter<T>>(dequeued);
            waiter.Receiver!.Seen = version;
            WakeLocked(waiter, hasChanged: true, ref woken);
        }
    }
}
