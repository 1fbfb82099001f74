using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

// The operations of senders.
internal sealed partial class MpscCore<T>
{
    public bool TryWrite(T item)
    {
        var passage = _inlet.TryAdd(item, _outlet);
        return passage == Passage.Done
            || (passage == Passage.NeedsBoth && (TryHandOver(item) || TryWriteWithBoth(item)))
            || (_overflow is not null && TryWriteOrDrop(item));
    }

    public ValueTask WriteAsync(T item, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        // A writer of an unbounded channel never waits, neither for room nor because its budget is spent.
        IWaitingTask? task = null;
        if (_capacity is not null && !Budget.TrySpend(out task))
            return ForcedYield<Nothing>.AfterPlain((Core: this, Item: item), static (write, ct) => write.Core.WriteAsync(write.Item, ct), ct);
        var passage = _inlet.TryAdd(item, _outlet);
        if (passage == Passage.Done || (passage == Passage.NeedsBoth && TryHandOver(item)))
            return default;
        if (PlaceOrWait(item, out var isRefused) is { } waiter)
            return waiter.PendPlain(task, ct);
        return isRefused ? ClosedChannel.Of(_error) : default;
    }

    public void WriteBlocking(T item, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (PlaceOrWait(item, out var isRefused) is { } waiter)
            waiter.WaitForResult(ct);
        else if (isRefused)
            throw ClosedChannel.Exception(_error);
    }

    public ValueTask<bool> WaitToWriteAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<bool>.After(this, static (core, ct) => core.WaitToWriteAsync(ct), ct);
        if (_inlet.SeesRoom(_outlet))
            return new(true);
        Waiter<bool> waiter;
        using (HoldBoth())
        {
            if (IsClosed)
                return _error is null ? new(false) : ValueTask.FromException<bool>(_error);
            if (_overflow is not null || (_writers.Queue.IsEmpty && _inlet.HasRoom(1, _outlet)))
                return new(true);
            waiter = _writeSignals.Enqueue(Waiter.Rent<Waiter<bool>>(PollCell.OfThisThreadIfAny));
        }

        return waiter.Pend(task, ct);
    }

    public bool TryReserve(int places, out Sender<T>.Permit permit)
    {
        using (HoldBoth())
        {
            var any = !IsClosed && _writers.Queue.IsEmpty && _inlet.HasRoom(places, _outlet);
            permit = any ? ReserveLocked(places) : default;
            return any;
        }
    }

    public ValueTask<Sender<T>.Permit> ReserveAsync(int places, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<Sender<T>.Permit>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<Sender<T>.Permit>.After((this, places), static (wait, ct) => wait.Item1.ReserveAsync(wait.Item2, ct), ct);
        ReserveWaiter<T> waiter;
        using (HoldBoth())
        {
            if (IsClosed)
                return ClosedChannel.Of<Sender<T>.Permit>(_error);
            if (_writers.Queue.IsEmpty && _inlet.HasRoom(places, _outlet))
                return new(ReserveLocked(places));
            waiter = Waiter.Rent<ReserveWaiter<T>>(PollCell.OfThisThreadIfAny);
            // Set before the waiter is opened: from then on other threads read it.
            waiter.Places = places;
            _writers.Enqueue(waiter);
        }

        return waiter.Pend(task, ct);
    }

    /// <summary>Sends an item with a permit.</summary>
    /// <returns>True if the item was sent; false if the permit has no place left.</returns>
    public bool TrySend(T item, PermitHold<T> hold, int version)
    {
        var passage = _inlet.TryAddReserved(item, hold, version);
        return passage == Passage.Done || (passage == Passage.NeedsBoth && TrySendWithBoth(item, hold, version));
    }

    public int RemainingOf(PermitHold<T> hold, int version)
    {
        using (HoldBoth())
            return MpscPermits<T>.IsValid(hold, version) ? hold.Remaining : 0;
    }

    /// <summary>Gives back the places that a permit did not use. Does nothing if the permit is stale.</summary>
    public void EndPermit(PermitHold<T> hold, int version)
    {
        WaiterChain signaled = default;
        using (HoldBoth())
        {
            if (!MpscPermits<T>.IsValid(hold, version))
                return;
            _inlet.TakeRoom(-_inlet.Permits.End(hold));
            ServeWritersLocked(ref signaled);
            EndIfDoneLocked(ref signaled);
        }

        signaled.SignalAll();
    }

    /// <summary>Hands the item to a waiting reader, under the write side's gate alone.</summary>
    /// <returns>True if a reader got the item; false if none waits or both gates are needed.</returns>
    private bool TryHandOver(T item)
    {
        _inlet.Gate.Enter();
        var reader = !IsEndingLocked && _writers.Queue.IsEmpty && _inlet.HasRoom(1, _outlet) ? TryHandOverLocked(item) : null;
        ReleaseInlet();
        reader?.Signal();
        return reader is not null;
    }

    private bool TryWriteWithBoth(T item)
    {
        WaiterChain signaled = default;
        using (HoldBoth())
        {
            if (IsClosed || !_writers.Queue.IsEmpty || !_inlet.HasRoom(1, _outlet))
                return false;
            PlaceLocked(item, isReserved: false, ref signaled);
        }

        signaled.SignalAll();
        return true;
    }

    /// <summary>Sends without waiting, in a channel that drops an item if it is full.</summary>
    /// <returns>True if the item was sent or an item was dropped instead; false if the channel refuses new items.</returns>
    private bool TryWriteOrDrop(T item)
    {
        PlaceOrWait(item, out var isRefused);
        return !isRefused;
    }

    /// <summary>Sends the item, or adds a waiter for room.</summary>
    /// <returns>The waiter; null if the item was sent or refused, or if an item was dropped.</returns>
    private WriteWaiter<T>? PlaceOrWait(T item, out bool isRefused)
    {
        var (dropped, isDropped) = (item, false);
        WaiterChain signaled = default;
        using (HoldBoth())
        {
            isRefused = IsEndingLocked;
            if (isRefused)
                return null;
            if (_writers.Queue.IsEmpty && _inlet.HasRoom(1, _outlet))
            {
                PlaceLocked(item, isReserved: false, ref signaled);
            }
            else if (_overflow is null)
            {
                var waiter = _writers.Enqueue(Waiter.Rent<WriteWaiter<T>>(PollCell.OfThisThreadIfAny));
                waiter.Item = item;
                return waiter;
            }
            else if (TryHandOverLocked(item) is { } reader)
            {
                signaled.Add(reader);
            }
            else
            {
                (dropped, isDropped) = (_overflow.Drop(item, _inlet, _outlet), true);
            }
        }

        signaled.SignalAll();
        if (isDropped)
            _overflow!.Tell(dropped);
        return null;
    }

    private bool TrySendWithBoth(T item, PermitHold<T> hold, int version)
    {
        WaiterChain signaled = default;
        using (HoldBoth())
        {
            if (!MpscPermits<T>.IsValid(hold, version))
                return false;
            _inlet.Permits.UseOne(hold);
            // The place is free again if no item took it: either a reader got the item at once, or the receiver is gone.
            if (_isReceiverGone || PlaceLocked(item, isReserved: true, ref signaled))
            {
                _inlet.TakeRoom(-1);
                ServeWritersLocked(ref signaled);
            }

            EndIfDoneLocked(ref signaled);
        }

        signaled.SignalAll();
        return true;
    }
}
