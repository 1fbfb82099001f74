using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The shared state of a channel: the waiter lists, and every operation that involves both the write side and the read side.
/// </summary>
/// <remarks>
/// <para>Two gates. Items go in under the write side's gate and out under the read side's gate. So senders and receiver do not contend
/// while there are items and room. Everything else needs both gates, taken in the order read side, write side: waiting, serving waiters,
/// passing to the next segment, ending. <c>AllowsFastPath</c> of each side says that none of this is due. The thread that waits or
/// ends something writes it under both gates. So holding one gate is enough to rely on it, neither side can pass a waiter, and no fence is
/// needed. Handing an item to a reader writes that of the write side under its gate alone, which only allows more.</para>
/// <para>Handing an item to a waiting reader needs the write side's gate alone. It is half of what two tasks do that talk to each other, so
/// its cost matters. A reader is added to its waiter list under both gates, and removed under the write side's gate at least.</para>
/// <para>Invariants while both gates are free. A reader waits only while there is no item. The first waiter for room needs more places than
/// are free. Free places = capacity - items - places reserved by permits.</para>
/// <para>One compare-exchange on its waiter decides a reader that is handed an item, a writer that is let in, and a permit that is granted.
/// So a cancelled read leaves the item to the next reader, and a cancelled write was not sent. Waiters are decided under the gates and
/// signaled after them.</para>
/// <para>End. <c>Close</c> (the receiver wants no more items), the end of the last sender, and an error all refuse new items. The items in
/// the channel are still read, and permits can still send. A write that already waits is still accepted, unless the receiver or an error
/// ended the channel.</para>
/// <para>Alternatives that were tried, and their costs: docs/design/waiting/mpsc.md.</para>
/// </remarks>
internal sealed partial class MpscCore<T>
{
    private readonly int? _capacity;

    /// <summary>Drops an item when a write finds the channel full; null if writes wait then.</summary>
    private readonly MpscOverflow<T>? _overflow;
    private readonly MpscWriteSide<T> _writeSide;
    private readonly MpscReadSide<T> _readSide;
    private readonly MpscWaiterList<T> _readers;
    private readonly MpscWaiterList<T> _readSignals;
    private readonly MpscWaiterList<T> _writers;
    private readonly MpscWaiterList<T> _writeSignals;
    private ResourceIdentity _identity;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The number of senders that have not ended. Written under both gates, read without a gate.</summary>
    private AtomicInt _senders = new(1);

    /// <summary>True if the channel was closed by the receiver or with an error. Written under both gates, read without a gate.</summary>
    private AtomicBool _isClosed;
    private bool _isReceiverGone;

    /// <summary>True if the channel is empty and no item can come. Written under both gates.</summary>
    private bool _isDone;

    /// <summary>The error with which a sender ended the channel. Written once under both gates, before <see cref="_isClosed"/>.</summary>
    private Exception? _error;

    public MpscCore(int? capacity, MpscOverflow<T>? overflow = null, string? name = null)
    {
        _capacity = capacity;
        _overflow = overflow;
        var first = new MpscSegment<T>(null);
        _readSide = new MpscReadSide<T>(first);
        _writeSide = new MpscWriteSide<T>(capacity ?? long.MaxValue, first);
        _readers = new MpscWaiterList<T>(this);
        _readSignals = new MpscWaiterList<T>(this);
        _writers = new MpscWaiterList<T>(this);
        _writeSignals = new MpscWaiterList<T>(this);
        _identity.SetName(name, this);
        Ends = name is null ? null : new ChannelEnds();
    }

    public int? Capacity => _capacity;

    /// <summary>The number of places that neither hold an item nor are reserved; null if the channel is unbounded. Any thread.</summary>
    public int? FreeCapacity => _capacity is null ? null : (int)_writeSide.CountRoom(_readSide);

    public Task Completion => _completion.Task;

    public Task Closed => _closed.Task;

    public int SenderCount => _senders.Read();

    public bool IsClosed => _isClosed.Read() || _senders.Read() == 0;

    /// <summary>The error with which a sender ended the channel, or null.</summary>
    public Exception? Error => _isClosed.Read() ? _error : null;

    /// <summary>The number of items. Exact only while nothing is written or read. Any thread.</summary>
    public int Count
    {
        get
        {
            var added = _writeSide.Added;
            return (int)Math.Clamp(added - _readSide.Taken, 0, _capacity ?? int.MaxValue);
        }
    }

    /// <summary>Adds a sender, unless the last sender has ended and with it the channel.</summary>
    /// <returns>True if a sender was added; otherwise false.</returns>
    public bool TryAddSender()
    {
        using (LockBoth())
        {
            var any = _senders.ReadOwn() > 0;
            if (any)
                _senders.Write(_senders.ReadOwn() + 1);
            return any;
        }
    }

    /// <summary>Ends one sender, and with an error the channel. The end of the last sender ends the channel.</summary>
    /// <param name="isEnded">
    /// The sender's flag. It is set in here: a second thread that ends the sender must not return before the first one has ended it.
    /// </param>
    /// <param name="error">Why the channel ends; null if only this sender ends.</param>
    /// <returns>True if this call ended the sender, and the channel if there is an error; otherwise false.</returns>
    public bool EndSender(ref AtomicBool isEnded, Exception? error)
    {
        WakeList decided = default;
        bool isFirst;
        using (LockBoth())
        {
            if (isEnded.ReadOwn())
                return false;
            isFirst = error is null || !_isClosed.ReadOwn();
            if (error is not null && isFirst)
                RefuseLocked(error, ref decided);
            _senders.Write(_senders.ReadOwn() - 1);
            // Written after the error, so that a write that finds its sender ended finds the reason too.
            isEnded.Write(true);
            if (_senders.ReadOwn() == 0)
            {
                // Writes that already wait were accepted before the end and are still delivered. Only new writes are refused.
                SignalLocked(_writeSignals, false, ref decided);
                EndIfDoneLocked(ref decided);
            }
            else if (error is not null)
            {
                EndIfDoneLocked(ref decided);
            }
        }

        decided.SignalAll();
        return isFirst;
    }

    /// <summary>Refuses new items because the receiver wants no more.</summary>
    /// <param name="dropItems">True if the receiver is gone and takes nothing more.</param>
    public void Close(bool dropItems)
    {
        WakeList decided = default;
        using (LockBoth())
        {
            if (!_isClosed.ReadOwn())
                RefuseLocked(null, ref decided);
            if (dropItems)
            {
                _isReceiverGone = true;
                while (_readSide.HasItem(_writeSide))
                    _readSide.Take(_writeSide);
            }

            EndIfDoneLocked(ref decided);
        }

        decided.SignalAll();
    }

    /// <summary>Removes a cancelled waiter. There may now be room enough for the waiters behind it.</summary>
    public void Withdraw(MpscWaiterList<T> list, Waiter waiter)
    {
        WakeList decided = default;
        using (LockBoth())
        {
            list.Queue.Remove(waiter);
            if (ReferenceEquals(list, _writers))
                ServeWritersLocked(ref decided);
            EndIfDoneLocked(ref decided);
        }

        decided.SignalAll();
    }

    private BothGates LockBoth()
    {
        _readSide.Gate.Enter();
        return LockWriterToo();
    }

    /// <summary>Enters the write side's gate too. Caller holds the read side's gate.</summary>
    private BothGates LockWriterToo()
    {
        _writeSide.Gate.Enter();
        return new(this);
    }

    /// <summary>Updates <c>AllowsFastPath</c> of both sides and leaves both gates.</summary>
    private void UnlockBoth()
    {
        var (isEnding, isDone) = (IsEndingLocked, _isDone);
        _readSide.AllowsFastPath = !isEnding && _writers.Queue.IsEmpty && _writeSignals.Queue.IsEmpty;
        UnlockWriter();
        _readSide.Gate.Exit();
        if (isEnding)
            TellEnd(isDone);
    }

    /// <summary>
    /// Completes the tasks that report the end. Caller holds no gate, because the context of an awaiter may be user code and use the
    /// channel.
    /// </summary>
    private void TellEnd(bool isDone)
    {
        _closed.TrySetResult();
        if (!isDone)
            return;
        if (_error is null)
            _completion.TrySetResult();
        else if (_error is OperationCanceledException canceled)
            _completion.TrySetCanceled(canceled.CancellationToken);
        else if (_completion.TrySetException(_error))
            _ = _completion.Task.Exception; // A read finds the error, so no code has to observe this task.
    }

    private void UnlockWriter()
    {
        _writeSide.AllowsFastPath = !IsEndingLocked && _writers.Queue.IsEmpty && _readers.Queue.IsEmpty && _readSignals.Queue.IsEmpty;
        _writeSide.Gate.Exit();
    }

    private void RefuseLocked(Exception? error, ref WakeList decided)
    {
        _error = error;
        _isClosed.Write(true);
        _writers.Queue.FailAll(() => ClosedChannel.Exception(error), ref decided);
        if (error is null)
            SignalLocked(_writeSignals, false, ref decided);
        else
            FailLocked(_writeSignals, error, ref decided);
    }

    /// <summary>Hands the item to the reader that has waited longest. Caller holds at least the write side's gate.</summary>
    /// <returns>The reader, which the caller signals after the gates; null if no reader waited.</returns>
    private Waiter? TryDeliverLocked(T item)
    {
        if (!_readers.Queue.TryDequeue(WaitDecision.Granted, out var reader))
            return null;
        // Exact types first, because a cast to a generic interface costs as much as a compare-exchange.
        if (reader.GetType() == typeof(ReadWaiter<T>))
            Unsafe.As<ReadWaiter<T>>(reader).Accept(item);
        else if (reader.GetType() == typeof(ReadAllWaiter<T>))
            Unsafe.As<ReadAllWaiter<T>>(reader).Accept(item);
        else
            ((IReadWait<T>)reader).Accept(item);
        return reader;
    }

    /// <summary>Hands the item to the reader that has waited longest, or adds it to the queue. Caller holds both gates.</summary>
    /// <returns>True if a reader got the item; false if it is in the queue.</returns>
    private bool PlaceLocked(T item, bool isReserved, ref WakeList decided)
    {
        if (TryDeliverLocked(item) is { } reader)
        {
            decided.Add(reader);
            return true;
        }

        if (isReserved)
            _writeSide.AddReserved(item);
        else
            _writeSide.Add(item);
        SignalLocked(_readSignals, true, ref decided);
        return false;
    }

    /// <summary>Lets in waiters for room, in order, as long as there is room for the first one. Caller holds both gates.</summary>
    private void ServeWritersLocked(ref WakeList decided)
    {
        while (_writers.Queue.Head is { } head)
        {
            var places = ((IRoomWait)head).Places;
            if (!head.IsDecided && !_writeSide.HasRoom(places, _readSide))
                return;
            _writers.Queue.Remove(head);
            if (!head.TryDecide(WaitDecision.Granted))
                continue;
            if (head is WriteWaiter<T> writer)
                PlaceLocked(writer.Item!, isReserved: false, ref decided);
            else
                ((ReserveWaiter<T>)head).SetResult(ReserveLocked(places));
            decided.Add(head);
        }

        if (_writeSide.HasRoom(1, _readSide))
            SignalLocked(_writeSignals, true, ref decided);
    }

    private Sender<T>.Permit ReserveLocked(int places)
    {
        _writeSide.TakeRoom(places);
        return _writeSide.Permits.Begin(this, places);
    }

    /// <summary>True if the channel refuses new items. Caller holds either gate.</summary>
    private bool IsEndingLocked => _isClosed.ReadOwn() || _senders.ReadOwn() == 0;

    /// <summary>True if the channel is empty and no item can come. Caller holds both gates.</summary>
    private bool IsDoneLocked
        => IsEndingLocked
            && !_readSide.HasItem(_writeSide)
            && _writers.Queue.IsEmpty
            && (_writeSide.Permits.Reserved == 0 || _isReceiverGone);

    private void EndIfDoneLocked(ref WakeList decided)
    {
        if (!IsDoneLocked)
            return;
        while (_readers.Queue.TryDequeue(WaitDecision.Failed, out var reader))
        {
            ((IReadWait<T>)reader).End(_error);
            decided.Add(reader);
        }

        if (_error is null)
            SignalLocked(_readSignals, false, ref decided);
        else
            FailLocked(_readSignals, _error, ref decided);
        _isDone = true;
    }

    private static void SignalLocked(MpscWaiterList<T> list, bool value, ref WakeList decided)
    {
        while (list.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
        {
            ((Waiter<bool>)waiter).SetResult(value);
            decided.Add(waiter);
        }
    }

    // A method of its own: C# makes the closure at the start of the method, and the callers usually need none.
    private static void FailLocked(MpscWaiterList<T> list, Exception error, ref WakeList decided) => list.Queue.FailAll(() => error, ref decided);

    /// <summary>Leaves both gates at the end of a using statement, even if the allocation of a segment throws.</summary>
    private readonly ref struct BothGates(MpscCore<T> core)
    {
        public void Dispose() => core.UnlockBoth();
    }
}
