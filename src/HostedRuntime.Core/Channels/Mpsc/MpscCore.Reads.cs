using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

// The operations of the receiver.
internal sealed partial class MpscCore<T>
{
    public bool TryRead([MaybeNullWhen(false)] out T item)
    {
        switch (_readSide.TryTakeOrLock(out item, _writeSide))
        {
            case FastPath.Done:
                return true;
            case FastPath.SlowPath:
                return TryTakeWithBoth(out item);
            default:
                _readSide.Gate.Exit();
                return false;
        }
    }

    /// <summary>Takes the items that are there and fit.</summary>
    public int TryReadMany(Span<T> into)
    {
        var count = 0;
        while (count < into.Length)
        {
            var some = _readSide.TryTakeMany(into[count..], _writeSide);
            if (some > 0)
                count += some;
            else if (TryRead(out var item))
                into[count++] = item; // At the end of a segment, or while a sender waits for room.
            else
                break;
        }

        return count;
    }

    public bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        using (LockBoth())
        {
            var any = _readSide.HasItem(_writeSide);
            item = any ? _readSide.Peek(_writeSide) : default;
            return any;
        }
    }

    public ValueTask<T> ReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<T>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<T>.After(this, static (core, ct) => core.ReadAsync(ct), ct);
        return _readSide.TryTakeOrLock(out var item, _writeSide) == FastPath.Done ? new(item) : ReadLater(task, ct);
    }

    /// <summary>Takes an item, and blocks the thread while there is none.</summary>
    /// <returns>True if an item was taken; false if the channel is empty and no item can come.</returns>
    public bool ReadBlocking([MaybeNullWhen(false)] out T item, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_readSide.TryTakeOrLock(out item, _writeSide) == FastPath.Done)
            return true;
        var found = TakeOrWait(static () => Waiter.Rent<ReadWaiter<T>>(ThreadContext.CurrentOrNull), out item, out var waiter);
        if (found == Found.Ended && _error is null)
            return false;
        try
        {
            item = found switch
            {
                Found.Item => item!,
                Found.Nothing => Unsafe.As<ReadWaiter<T>>(waiter!).WaitForResult(ct),
                _ => throw ClosedChannel.Exception(_error),
            };
            return true;
        }
        catch (ChannelClosedException e) when (e.InnerException is null)
        {
            return false;
        }
    }

    /// <summary>Takes as many items as are there and fit, and waits if there are none.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<int> ReadManyAsync(Memory<T> buffer, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<int>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<int>.After((this, buffer), static (read, ct) => read.Item1.ReadManyAsync(read.Item2, ct), ct);
        var into = buffer.Span;
        var count = TryReadMany(into);
        if (count > 0)
            return new(count);
        if (_readSide.TryTakeOrLock(out into[0]!, _writeSide) == FastPath.Done)
            return new(1);
        return ReadManyLater(buffer, task, ct);
    }

    /// <summary>Takes the next item for an enumeration, which has already checked its token and spent budget.</summary>
    public ValueTask<bool> ReadNextAsync(ReadAllEnumerator<T> enumerator, IWaitingTask? task, CancellationToken ct)
    {
        if (_readSide.TryTakeOrLock(out var next, _writeSide) == FastPath.Done)
        {
            enumerator.Current = next;
            return new(true);
        }

        return ReadNextLater(enumerator, task, ct);
    }

    public ValueTask<bool> WaitToReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<bool>.After(this, static (core, ct) => core.WaitToReadAsync(ct), ct);
        if (_readSide.SeesItem(_writeSide))
            return new(true);
        Waiter<bool> waiter;
        using (LockBoth())
        {
            if (_readSide.HasItem(_writeSide))
                return new(true);
            if (IsDoneLocked)
                return _error is null ? new(false) : ValueTask.FromException<bool>(_error);
            waiter = _readSignals.Enqueue(Waiter.Rent<Waiter<bool>>(ThreadContext.CurrentOrNull));
        }

        return waiter.Pend(task, ct);
    }

    /// <summary>Adds a linked wait for an item, if there is none now.</summary>
    public CaseStart BeginRead(CaseLink link, out ReadWaiter<T>? waiter)
    {
        waiter = null;
        using (LockBoth())
        {
            if (_readSide.HasItem(_writeSide))
                return CaseStart.Ready;
            if (IsDoneLocked)
                return CaseStart.Ended;
            waiter = Waiter.RentLinked<ReadWaiter<T>>(link);
            _readers.Enqueue(waiter);
            return CaseStart.Waiting;
        }
    }

    private ValueTask<T> ReadLater(IWaitingTask? task, CancellationToken ct) => TakeOrWait(static () => Waiter.Rent<ReadWaiter<T>>(ThreadContext.CurrentOrNull), out var item, out var waiter) switch
    {
        Found.Item => new(item!),
        Found.Nothing => Unsafe.As<ReadWaiter<T>>(waiter!).Pend(task, ct),
        _ => ClosedChannel.Of<T>(_error),
    };

    private ValueTask<bool> ReadNextLater(ReadAllEnumerator<T> enumerator, IWaitingTask? task, CancellationToken ct)
    {
        switch (TakeOrWait(static () => Waiter.Rent<ReadAllWaiter<T>>(ThreadContext.CurrentOrNull), out var item, out var waiter))
        {
            case Found.Item:
                enumerator.Current = item!;
                return new(true);
            case Found.Nothing:
                var next = Unsafe.As<ReadAllWaiter<T>>(waiter!);
                next.Begin(enumerator);
                return next.Pend(task, ct);
            default:
                enumerator.End();
                return _error is null ? new(false) : ValueTask.FromException<bool>(_error);
        }
    }

    private ValueTask<int> ReadManyLater(Memory<T> buffer, IWaitingTask? task, CancellationToken ct)
    {
        switch (TakeOrWait(static () => Waiter.Rent<ReadManyWaiter<T>>(ThreadContext.CurrentOrNull), out var item, out var waiter))
        {
            case Found.Item:
                buffer.Span[0] = item!;
                return new(1);
            case Found.Nothing:
                var many = Unsafe.As<ReadManyWaiter<T>>(waiter!);
                many.Begin(this, buffer);
                return many.Pend(task, ct);
            default:
                return _error is null ? new(0) : ClosedChannel.Of<int>(_error);
        }
    }

    /// <summary>Takes an item if there is one. Caller holds the read side's gate, which this method leaves.</summary>
    private bool TryTakeWithBoth([MaybeNullWhen(false)] out T item)
    {
        WakeList decided = default;
        bool any;
        using (LockWriterToo())
            any = TryTakeLocked(out item, ref decided);
        decided.SignalAll();
        return any;
    }

    /// <summary>Takes an item, or adds a waiter for one. Caller holds the read side's gate, which this method leaves.</summary>
    private Found TakeOrWait(Func<Waiter> rent, out T? item, out Waiter? waiter)
    {
        waiter = null;
        WakeList decided = default;
        using (LockWriterToo())
        {
            if (!TryTakeLocked(out item, ref decided))
            {
                if (IsDoneLocked)
                    return Found.Ended;
                waiter = _readers.Enqueue(rent());
                return Found.Nothing;
            }
        }

        decided.SignalAll();
        return Found.Item;
    }

    /// <summary>Takes the oldest item, and lets in the waiters for its place. Caller holds both gates.</summary>
    private bool TryTakeLocked([MaybeNullWhen(false)] out T item, ref WakeList decided)
    {
        if (!_readSide.HasItem(_writeSide))
        {
            item = default;
            return false;
        }

        item = _readSide.Take(_writeSide);
        ServeWritersLocked(ref decided);
        EndIfDoneLocked(ref decided);
        return true;
    }

    private enum Found
    {
        Item,

        /// <summary>There was no item, and the waiter is in the list now.</summary>
        Nothing,

        /// <summary>The channel is empty and no item can come.</summary>
        Ended,
    }
}
