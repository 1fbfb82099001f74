using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The channel between its two ends: who waits, and what happens when the two ends have to do with each other.
/// </summary>
/// <remarks>
/// <para>Two gates. Items go in under the inlet's and out under the outlet's, so senders and receiver do not meet while there are items and
/// room. Everything else is done under both, taken in the order outlet, inlet: waiting, serving who waits, passing from segment to segment, ending.
/// Each end's <c>IsQuiet</c> says that none of this is due. Who comes to wait or ends something writes it under both gates, so holding one is enough
/// to rely on it: no end can go its own way past somebody who waits, and no fence is needed.</para>
/// <para>One thing is done with the inlet's gate alone, because it is half of what two tasks do that talk to each other: handing an item to a reader that
/// waits. A reader comes to the lines of readers under both gates and leaves them under the inlet's at least.</para>
/// <para>Invariants while both gates are free: somebody waits for an item only while there is none; the first in the line of those who wait for room
/// wants more than there is; a count of room = capacity - items - places reserved by permits.</para>
/// <para>A reader that is handed an item, a writer that is let in and a permit that is given are decided by the one compare-exchange of their
/// waiter: a cancelled read leaves the item to the next, a cancelled write was not sent. Waiters are decided under the gates and signaled after.</para>
/// <para>Ends: <c>Close</c> (the receiver wants no more), the last sender's end, and an error all refuse new items. What is there is still read, and what
/// permits still send; so is what already waited to be written, unless the receiver or the error ended the channel.</para>
/// <para>What else was tried, and what it cost: docs/design/mpsc.md.</para>
/// </remarks>
internal sealed partial class MpscCore<T>
{
    private readonly int? _capacity;

    /// <summary>What a write does that finds the channel full; null: it waits.</summary>
    private readonly MpscOverflow<T>? _overflow;
    private readonly MpscInlet<T> _inlet;
    private readonly MpscOutlet<T> _outlet;
    private readonly MpscLane<T> _readers;
    private readonly MpscLane<T> _readSignals;
    private readonly MpscLane<T> _writers;
    private readonly MpscLane<T> _writeSignals;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Senders that did not end. Written under both gates, read without.</summary>
    private AtomicInt _senders = new(1);

    /// <summary>Closed by the receiver or with an error. Written under both gates, read without.</summary>
    private AtomicBool _isClosed;
    private bool _isReceiverGone;

    /// <summary>Nothing is there and nothing can come. Written under both gates.</summary>
    private bool _isDone;

    /// <summary>The error that a sender ended the channel with. Written once under both gates, before the flag that says closed.</summary>
    private Exception? _error;

    public MpscCore(int? capacity, MpscOverflow<T>? overflow = null)
    {
        _capacity = capacity;
        _overflow = overflow;
        var first = new MpscSegment<T>(null);
        _outlet = new MpscOutlet<T>(first);
        _inlet = new MpscInlet<T>(capacity ?? long.MaxValue, first);
        _readers = new MpscLane<T>(this);
        _readSignals = new MpscLane<T>(this);
        _writers = new MpscLane<T>(this);
        _writeSignals = new MpscLane<T>(this);
    }

    public int? Capacity => _capacity;

    /// <summary>Places that hold no item and are not reserved; null: there is no bound. A moment's view.</summary>
    public int? FreeCapacity => _capacity is null ? null : (int)_inlet.CountRoom(_outlet);

    public Task Completion => _completion.Task;

    public Task Closed => _closed.Task;

    public int SenderCount => _senders.Read();

    public bool IsClosed => _isClosed.Read() || _senders.Read() == 0;

    /// <summary>The error that a sender ended the channel with, or null.</summary>
    public Exception? Error => _isClosed.Read() ? _error : null;

    /// <summary>A moment's view, exact when nothing moves.</summary>
    public int Count
    {
        get
        {
            var added = _inlet.Added;
            return (int)Math.Clamp(added - _outlet.Taken, 0, _capacity ?? int.MaxValue);
        }
    }

    /// <summary>False: the last sender has ended, and with it the channel, so none can be added.</summary>
    public bool TryAddSender()
    {
        using (HoldBoth())
        {
            var any = _senders.ReadOwn() > 0;
            if (any)
                _senders.Write(_senders.ReadOwn() + 1);
            return any;
        }
    }

    /// <summary>Ends one sender, and with an error the channel. The end of the last sender is the end of the channel.</summary>
    /// <param name="isEnded">
    /// The sender's flag. Set in here: a second thread that ends the sender must not return before the first one has ended it.
    /// </param>
    /// <param name="error">Why the channel ends; null: only this sender does.</param>
    /// <returns>True if this call ended the sender, and the channel if it has an error; otherwise false.</returns>
    public bool EndSender(ref AtomicBool isEnded, Exception? error)
    {
        WaiterChain signaled = default;
        bool isFirst;
        using (HoldBoth())
        {
            if (isEnded.ReadOwn())
                return false;
            isFirst = error is null || !_isClosed.ReadOwn();
            if (error is not null && isFirst)
                RefuseLocked(error, ref signaled);
            _senders.Write(_senders.ReadOwn() - 1);
            // After the error: a write that finds its sender ended finds the reason too.
            isEnded.Write(true);
            if (_senders.ReadOwn() == 0)
            {
                // What waits to be written was accepted before the end and is still delivered; only new writes are refused.
                SignalLocked(_writeSignals, false, ref signaled);
                EndIfDoneLocked(ref signaled);
            }
            else if (error is not null)
            {
                EndIfDoneLocked(ref signaled);
            }
        }

        signaled.SignalAll();
        return isFirst;
    }

    /// <summary>Refuses new items by the wish of the receiver.</summary>
    /// <param name="dropItems">True: the receiver is gone and takes nothing more.</param>
    public void Close(bool dropItems)
    {
        WaiterChain signaled = default;
        using (HoldBoth())
        {
            if (!_isClosed.ReadOwn())
                RefuseLocked(null, ref signaled);
            if (dropItems)
            {
                _isReceiverGone = true;
                while (_outlet.HasItem(_inlet))
                    _outlet.Take(_inlet);
            }

            EndIfDoneLocked(ref signaled);
        }

        signaled.SignalAll();
    }

    /// <summary>A cancelled waiter leaves; who stood behind it may now have room enough.</summary>
    public void Withdraw(MpscLane<T> lane, Waiter waiter)
    {
        WaiterChain signaled = default;
        using (HoldBoth())
        {
            lane.Queue.Remove(waiter);
            if (ReferenceEquals(lane, _writers))
                ServeWritersLocked(ref signaled);
            EndIfDoneLocked(ref signaled);
        }

        signaled.SignalAll();
    }

    /// <summary>For people; see <see cref="IWaitOwner.Describe"/>. Takes no gate: counts that move meanwhile are as good as any.</summary>
    public string Describe(MpscLane<T> lane, Waiter waiter)
    {
        var count = Count;
        if (ReferenceEquals(lane, _readers) || ReferenceEquals(lane, _readSignals))
            return $"mpsc read, {count} {(count == 1 ? "item" : "items")}";
        var reserved = (int)Math.Clamp(_inlet.Permits.Reserved, 0, int.MaxValue);
        var room = count + (long)reserved >= _capacity ? $"full ({_capacity})" : $"{count + (long)reserved} of {_capacity} places taken";
        var what = waiter is ReserveWaiter<T> reserve ? $"reserve of {reserve.Places}" : "write";
        return $"mpsc {what}, {room}{(reserved > 0 ? $", {reserved} of them reserved" : "")}";
    }

    private BothGates HoldBoth()
    {
        _outlet.Gate.Enter();
        return HoldInletToo();
    }

    /// <summary>With the outlet's gate held.</summary>
    private BothGates HoldInletToo()
    {
        _inlet.Gate.Enter();
        return new(this);
    }

    /// <summary>Leaves both ends knowing whether they may go their own way.</summary>
    private void ReleaseBoth()
    {
        var (isEnding, isDone) = (IsEndingLocked, _isDone);
        _outlet.IsQuiet = !isEnding && _writers.Queue.IsEmpty && _writeSignals.Queue.IsEmpty;
        ReleaseInlet();
        _outlet.Gate.Exit();
        if (isEnding)
            TellEnd(isDone);
    }

    /// <summary>
    /// Completes the tasks that tell of the end. Outside of the gates: the context of an awaiter may be user code, and use the channel.
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
            _ = _completion.Task.Exception; // A read finds the error; nobody has to look at this task.
    }

    private void ReleaseInlet()
    {
        _inlet.IsQuiet = !IsEndingLocked && _writers.Queue.IsEmpty && _readers.Queue.IsEmpty && _readSignals.Queue.IsEmpty;
        _inlet.Gate.Exit();
    }

    private void RefuseLocked(Exception? error, ref WaiterChain signaled)
    {
        _error = error;
        _isClosed.Write(true);
        while (_writers.Queue.TryDequeue(WaitDecision.Failed, out var waiter))
        {
            waiter.SetError(ClosedChannel.Exception(error));
            signaled.Add(waiter);
        }

        if (error is null)
            SignalLocked(_writeSignals, false, ref signaled);
        else
            FailLocked(_writeSignals, error, ref signaled);
    }

    /// <summary>Takes out the longest waiting reader and hands it the item. With the inlet's gate at least.</summary>
    private Waiter? TryHandOverLocked(T item)
    {
        if (!_readers.Queue.TryDequeue(WaitDecision.Granted, out var reader))
            return null;
        // Exact types first: a cast to a generic interface costs as much as a compare-exchange.
        if (reader.GetType() == typeof(ReadWaiter<T>))
            Unsafe.As<ReadWaiter<T>>(reader).Accept(item);
        else if (reader.GetType() == typeof(ReadAllWaiter<T>))
            Unsafe.As<ReadAllWaiter<T>>(reader).Accept(item);
        else
            ((IReadWait<T>)reader).Accept(item);
        return reader;
    }

    /// <summary>Hands the item to the longest waiting reader, or puts it in. False: nobody waited, it is in.</summary>
    private bool PlaceLocked(T item, bool isReserved, ref WaiterChain signaled)
    {
        if (TryHandOverLocked(item) is { } reader)
        {
            signaled.Add(reader);
            return true;
        }

        if (isReserved)
            _inlet.AddReserved(item);
        else
            _inlet.Add(item);
        SignalLocked(_readSignals, true, ref signaled);
        return false;
    }

    /// <summary>Lets in those who wait for room, in their order, as far as it goes.</summary>
    private void ServeWritersLocked(ref WaiterChain signaled)
    {
        while (_writers.Queue.Head is { } head)
        {
            var places = ((IRoomWait)head).Places;
            if (!head.IsDecided && !_inlet.HasRoom(places, _outlet))
                return;
            _writers.Queue.Remove(head);
            if (!head.TryDecide(WaitDecision.Granted))
                continue;
            if (head is WriteWaiter<T> writer)
                PlaceLocked(writer.Item!, isReserved: false, ref signaled);
            else
                ((ReserveWaiter<T>)head).SetResult(ReserveLocked(places));
            signaled.Add(head);
        }

        if (_inlet.HasRoom(1, _outlet))
            SignalLocked(_writeSignals, true, ref signaled);
    }

    private Sender<T>.Permit ReserveLocked(int places)
    {
        _inlet.TakeRoom(places);
        return _inlet.Permits.Begin(this, places);
    }

    /// <summary>Nothing new is taken. With either gate.</summary>
    private bool IsEndingLocked => _isClosed.ReadOwn() || _senders.ReadOwn() == 0;

    /// <summary>Nothing is there and nothing can come.</summary>
    private bool IsDoneLocked
        => IsEndingLocked
            && !_outlet.HasItem(_inlet)
            && _writers.Queue.IsEmpty
            && (_inlet.Permits.Reserved == 0 || _isReceiverGone);

    private void EndIfDoneLocked(ref WaiterChain signaled)
    {
        if (!IsDoneLocked)
            return;
        while (_readers.Queue.TryDequeue(WaitDecision.Failed, out var reader))
        {
            ((IReadWait<T>)reader).End(_error);
            signaled.Add(reader);
        }

        if (_error is null)
            SignalLocked(_readSignals, false, ref signaled);
        else
            FailLocked(_readSignals, _error, ref signaled);
        _isDone = true;
    }

    private static void SignalLocked(MpscLane<T> lane, bool value, ref WaiterChain signaled)
    {
        while (lane.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
        {
            ((Waiter<bool>)waiter).SetResult(value);
            signaled.Add(waiter);
        }
    }

    private static void FailLocked(MpscLane<T> lane, Exception error, ref WaiterChain signaled)
    {
        while (lane.Queue.TryDequeue(WaitDecision.Failed, out var waiter))
        {
            waiter.SetError(error);
            signaled.Add(waiter);
        }
    }

    /// <summary>What a using statement leaves, also when there was no memory for a segment.</summary>
    private readonly ref struct BothGates(MpscCore<T> core)
    {
        public void Dispose() => core.ReleaseBoth();
    }
}
