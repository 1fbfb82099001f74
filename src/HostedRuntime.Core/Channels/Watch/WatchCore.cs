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
/// Invariants under the lock. A receiver waits only while it has seen the latest version. A send wakes every waiting receiver, and the
/// value then counts as seen by it.
/// </remarks>
internal sealed class WatchCore<T>(T initial, string? name = null) : FanOutCore<WatchReceiver<T>, WatchWaiter<T>, bool>(name)
{
    /// <summary>A version that no value has, because versions are even and not negative.</summary>
    private const long NoVersion = -1;

    private SeqLock<T> _value = new(initial);

    public long Version => _value.Version;

    public override ResourceKind Kind => ResourceKind.Watch;

    private protected override bool EndResult => false;

    private protected override string PendingMessage
        => "Another wait of this receiver is pending. One receiver has one reader: await that first, or clone the receiver.";

    public WatchReceiver<T> Subscribe()
    {
        using (Gate.Hold())
            return AddReceiverLocked(_value.Version);
    }

    /// <summary>Adds a receiver that has seen the same version as another receiver.</summary>
    public WatchReceiver<T> Subscribe(long seen)
    {
        using (Gate.Hold())
            return AddReceiverLocked(seen);
    }

    public T Read(out long version)
    {
        if (_value.TryRead(out var value, out version))
            return value;
        // Does not spin, because the sender may have lost its processor in the middle of the write.
        using (Gate.Hold())
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
        using (Gate.Hold())
        {
            if (IsClosedLocked)
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
        using (Gate.Hold())
        {
            if (IsClosedLocked || _value.Version != after)
                return false;
            WriteLocked(value, ref woken);
        }

        woken.SignalAll();
        return true;
    }

    /// <summary>
    /// Makes the latest value count as not seen by the receiver. Ends a pending wait of the receiver, as a new value does.
    /// </summary>
    public void MarkChanged(WatchReceiver<T> receiver)
    {
        WakeList woken = default;
        using (Gate.Hold())
            receiver.Seen = TryWakeLocked(receiver, true, ref woken) ? _value.Version : NoVersion;
        woken.SignalAll();
    }

    public override string Describe(Waiter waiter) => "watch, for a change";

    public override string PurposeOf(Waiter waiter) => "change";

    public override ResourceView Look() => new() { State = State, Waiters = Waiting.Count, Sent = Version / 2, IsAbandoned = IsAbandoned };

    private protected override WatchWaiter<T> Rent() => WaiterPool.Rent<WatchWaiter<T>>();

    private protected override WatchWaiter<T> RentLinked(CaseLink link) => Waiter.RentLinked<WatchWaiter<T>>(link);

    private protected override bool HasNextLocked(WatchReceiver<T> receiver) => receiver.Seen != _value.Version;

    private protected override bool TryReadLocked(WatchReceiver<T> receiver, out bool result) => receiver.TrySeeChange(out result);

    private WatchReceiver<T> AddReceiverLocked(long seen)
    {
        Receivers.Add();
        return new WatchReceiver<T>(this, seen);
    }

    private void WriteLocked(T value, ref WakeList woken)
    {
        _value.Write(value);
        var version = _value.Version;
        while (Waiting.TryDequeue(WaitDecision.Granted, out var dequeued))
        {
            var waiter = Unsafe.As<WatchWaiter<T>>(dequeued);
            waiter.Receiver!.Seen = version;
            WakeLocked(waiter, true, ref woken);
        }
    }
}
