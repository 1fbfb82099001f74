using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>What the ends of a watch share: the value with its version, and the receivers that wait for the next one. Reads take no lock.</summary>
/// <remarks>
/// Invariants under the lock: a receiver waits only while it has seen the latest version, and at most once; a value that is sent wakes all who wait,
/// each by the one compare-exchange of its waiter, and counts as seen by them: a cancelled wait has seen nothing, and finds the change next time.
/// </remarks>
internal sealed class WatchCore<T>(T initial) : IWaitOwner
{
    private readonly Lock _gate = new();
    private VersionedValue<T> _value = new(initial);
    private WaitQueue _waiting;
    private AtomicInt _receivers;

    /// <summary>The sender has ended.</summary>
    private AtomicBool _isClosed;

    public int ReceiverCount => _receivers.Read();

    public bool IsClosed => _isClosed.Read();

    public long Version => _value.Version;

    public WatchReceiver<T> Subscribe()
    {
        lock (_gate)
            return AddReceiverLocked(_value.Version);
    }

    /// <summary>A receiver that has seen what another one has.</summary>
    public WatchReceiver<T> Subscribe(long seen)
    {
        lock (_gate)
            return AddReceiverLocked(seen);
    }

    public T Read(out long version)
    {
        if (_value.TryRead(out var value, out version))
            return value;
        // Its sender may have lost its processor in the middle: no spinning.
        lock (_gate)
            _value.TryRead(out value, out version);
        return value;
    }

    /// <summary>False: the sender ended meanwhile. Whoever was told of the end must not find another value after it.</summary>
    public bool TrySend(T value)
    {
        WaiterChain woken = default;
        lock (_gate)
        {
            if (_isClosed.ReadOwn())
                return false;
            WriteLocked(value, ref woken);
        }

        woken.SignalAll();
        return true;
    }

    /// <summary>False: another value came between, or the sender ended.</summary>
    public bool TrySend(T value, long after)
    {
        WaiterChain woken = default;
        lock (_gate)
        {
            if (_isClosed.ReadOwn() || _value.Version != after)
                return false;
            WriteLocked(value, ref woken);
        }

        woken.SignalAll();
        return true;
    }

    public void Close()
    {
        WaiterChain woken = default;
        lock (_gate)
        {
            _isClosed.Write(true);
            while (_waiting.TryDequeue(WaitDecision.Granted, out var waiter))
                WakeLocked(Unsafe.As<WatchWaiter<T>>(waiter), hasChanged: false, ref woken);
        }

        woken.SignalAll();
    }

    /// <summary>The wait for a version that the receiver has not seen; null: there is one, or there will be none.</summary>
    public WatchWaiter<T>? Wait(WatchReceiver<T> receiver, out bool hasChanged)
    {
        lock (_gate)
        {
            if (receiver.Waiter is not null)
                throw new InvalidOperationException("Another wait of this receiver is pending. One receiver has one reader: await that first, or clone the receiver.");
            if (receiver.TrySeeChange(out hasChanged))
                return null;
            var waiter = WaiterPool.Rent<WatchWaiter<T>>();
            waiter.Begin(this);
            waiter.Receiver = receiver;
            receiver.Waiter = waiter;
            _waiting.Enqueue(waiter);
            return waiter;
        }
    }

    /// <summary>The receiver has ended.</summary>
    public void RemoveReceiver(WatchReceiver<T> receiver)
    {
        WaiterChain woken = default;
        lock (_gate)
        {
            _receivers.Write(_receivers.ReadOwn() - 1);
            if (receiver.Waiter is { } waiter && _waiting.Remove(waiter) && waiter.TryDecide(WaitDecision.Granted))
                WakeLocked(waiter, hasChanged: false, ref woken);
        }

        woken.SignalAll();
    }

    public void Withdraw(Waiter waiter)
    {
        lock (_gate)
        {
            _waiting.Remove(waiter);
            Unsafe.As<WatchWaiter<T>>(waiter).Receiver!.Waiter = null;
        }
    }

    private static void WakeLocked(WatchWaiter<T> waiter, bool hasChanged, ref WaiterChain woken)
    {
        waiter.Receiver!.Waiter = null;
        waiter.SetResult(hasChanged);
        woken.Add(waiter);
    }

    private WatchReceiver<T> AddReceiverLocked(long seen)
    {
        _receivers.Write(_receivers.ReadOwn() + 1);
        return new WatchReceiver<T>(this, seen);
    }

    private void WriteLocked(T value, ref WaiterChain woken)
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
