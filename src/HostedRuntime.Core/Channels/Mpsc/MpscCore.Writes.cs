using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

// The operations of senders.
internal sealed partial class MpscCore<T>
{
    public bool TryWrite(T item)
    {
        var path = _writeSide.TryAdd(item, _readSide);
        return path == FastPath.Done
            || (path == FastPath.SlowPath && (TryDeliver(item) || TryWriteWithBoth(item)))
            || (_overflow is not null && TryWriteOrDrop(item));
    }

    public ValueTask WriteAsync(T item, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        // A writer of an unbounded channel never waits, neither for room nor because its budget is spent.
        IWaitingTask? task = null;
        if (_capacity is not null && !Budget.TrySpend(out task))
            return ForcedYield<Unit>.AfterPlain((Core: this, Item: item), static (write, ct) => write.Core.WriteAsync(write.Item, ct), ct);
        var path = _writeSide.TryAdd(item, _readSide);
        if (path == FastPath.Done || (path == FastPath.SlowPath && TryDeliver(item)))
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
        if (_writeSide.SeesRoom(_readSide))
            return new(true);
        Waiter<bool> waiter;
        using (LockBoth())
        {
            if (IsClosed)
                return _error is null ? new(false) : ValueTask.FromException<bool>(_error);
            if (_overflow is not null || (_writers.Queue.IsEmpty && _writeSide.HasRoom(1, _readSide)))
                return new(true);
            waiter = _writeSignals.Enqueue(Waiter.Rent<Waiter<bool>>(ThreadContext.CurrentOrNull));
        }

        return waiter.Pend(task, ct);
    }

    public bool TryReserve(int places, out Sender<T>.Permit permit)
    {
        using (LockBoth())
        {
            var any = !IsClosed && _writers.Queue.IsEmpty && _writeSide.HasRoom(places, _readSide);
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
        using (LockBoth())
        {
            if (IsClosed)
                return ClosedChannel.Of<Sender<T>.Permit>(_error);
            if (_writers.Queue.IsEmpty && _writeSide.HasRoom(places, _readSide))
                return new(ReserveLocked(places));
            waiter = Waiter.Rent<ReserveWaiter<T>>(ThreadContext.CurrentOrNull);
            // Set before the waiter is opened: from then on other threads read it.
            waiter.Places = places;
            _writers.Enqueue(waiter);
        }

        return waiter.Pend(task, ct);
    }

    /// <summary>Adds a linked wait for places, if there is no room now.</summary>
    public CaseStart BeginReserve(int places, CaseLink link, out ReserveWaiter<T>? waiter)
    {
        waiter = null;
        using (LockBoth())
        {
            if (IsClosed)
                return CaseStart.Ended;
            if (_writers.Queue.IsEmpty && _writeSide.HasRoom(places, _readSide))
                return CaseStart.Ready;
            waiter = Waiter.RentLinked<ReserveWaiter<T>>(link);
            waiter.Places = places;
            _writers.Enqueue(waiter);
            return CaseStart.Waiting;
        }
    }

    /// <summary>Sends an item with a permit.</summary>
    /// <returns>True if the item was sent; false if the permit has no place left.</returns>
    public bool TrySend(T item, PermitBlock<T> hold, int version)
    {
        var path = _writeSide.TryAddReserved(item, hold, version);
        return path == FastPath.Done || (path == FastPath.SlowPath && TrySendWithBoth(item, hold, version));
    }

    public int RemainingOf(PermitBlock<T> hold, int version)
    {
        using (LockBoth())
            return MpscPermits<T>.IsValid(hold, version) ? hold.Remaining : 0;
    }

    /// <summary>Gives back the places that a permit did not use. Does nothing if the permit is stale.</summary>
    public void EndPermit(PermitBlock<T> hold, int version)
    {
        WakeList decided = default;
        using (LockBoth())
        {
            if (!MpscPermits<T>.IsValid(hold, version))
                return;
            _writeSide.TakeRoom(-_writeSide.Permits.End(hold));
            ServeWritersLocked(ref decided);
            EndIfDoneLocked(ref decided);
        }

        decided.SignalAll();
    }

    /// <summary>Hands the item to a waiting reader, under the write side's gate alone.</summary>
    /// <returns>True if a reader got the item; false if none waits or both gates are needed.</returns>
    private bool TryDeliver(T item)
    {
        _writeSide.Gate.Enter();
        var reader = !IsEndingLocked && _writers.Queue.IsEmpty && _writeSide.HasRoom(1, _readSide) ? TryDeliverLocked(item) : null;
        UnlockWriter();
        reader?.Signal();
        return reader is not null;
    }

    private bool TryWriteWithBoth(T item)
    {
        WakeList decided = default;
        using (LockBoth())
        {
            if (IsClosed || !_writers.Queue.IsEmpty || !_writeSide.HasRoom(1, _readSide))
                return false;
            PlaceLocked(item, isReserved: false, ref decided);
        }

        decided.SignalAll();
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
        WakeList decided = default;
        using (LockBoth())
        {
            isRefused = IsEndingLocked;
            if (isRefused)
                return null;
            if (_writers.Queue.IsEmpty && _writeSide.HasRoom(1, _readSide))
            {
                PlaceLocked(item, isReserved: false, ref decided);
            }
            else if (_overflow is null)
            {
                var waiter = _writers.Enqueue(Waiter.Rent<WriteWaiter<T>>(ThreadContext.CurrentOrNull));
                waiter.Item = item;
                return waiter;
            }
            else if (TryDeliverLocked(item) is { } reader)
            {
                decided.Add(reader);
            }
            else
            {
                (dropped, isDropped) = (_overflow.Drop(item, _writeSide, _readSide), true);
            }
        }

        decided.SignalAll();
        if (isDropped)
            _overflow!.Tell(dropped);
        return null;
    }

    private bool TrySendWithBoth(T item, PermitBlock<T> hold, int version)
    {
        WakeList decided = default;
        using (LockBoth())
        {
            if (!MpscPermits<T>.IsValid(hold, version))
                return false;
            _writeSide.Permits.UseOne(hold);
            // The place is free again if no item took it: either a reader got the item at once, or the receiver is gone.
            if (_isReceiverGone || PlaceLocked(item, isReserved: true, ref decided))
            {
                _writeSide.TakeRoom(-1);
                ServeWritersLocked(ref decided);
            }

            EndIfDoneLocked(ref decided);
        }

        decided.SignalAll();
        return true;
    }
}
