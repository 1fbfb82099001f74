using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The bounded channel: a ring of items and four lines of waiters under one lock. Waiters are decided under it and signaled after it.
/// </summary>
/// <remarks>
/// <para>Invariants under the lock: somebody waits for an item only while there is none; somebody waits to write only while the
/// channel is full; a reader that is handed an item and a writer that is let in are decided by the one compare-exchange of their
/// waiter, so a cancelled read leaves the item to the next, and a cancelled write was not sent.</para>
/// <para>Ends: <c>Close</c> (the receiver wants no more), the last sender's end, and an error all refuse new items. What is there is
/// still read, and so is what already waited to be written, unless the receiver or the error ended the channel.</para>
/// </remarks>
internal sealed class MpscCore<T>
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _items = new();
    private readonly WaitLane _readers;
    private readonly WaitLane _readSignals;
    private readonly WaitLane _writers;
    private readonly WaitLane _writeSignals;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _senders = 1;
    private bool _isClosed;
    private Exception? _error;

    public MpscCore(int capacity)
    {
        Capacity = capacity;
        _readers = new WaitLane(_gate);
        _readSignals = new WaitLane(_gate);
        _writers = new WaitLane(_gate);
        _writeSignals = new WaitLane(_gate);
    }

    public int Capacity { get; }

    public Task Completion => _completion.Task;

    public Task Closed => _closed.Task;

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    public int SenderCount
    {
        get
        {
            lock (_gate)
                return _senders;
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _isClosed || _senders == 0;
        }
    }

    /// <summary>False: the last sender has ended, and with it the channel, so none can be added.</summary>
    public bool TryAddSender()
    {
        lock (_gate)
        {
            if (_senders == 0)
                return false;
            _senders++;
            return true;
        }
    }

    public bool TryWrite(T item)
    {
        WaiterChain signaled = default;
        lock (_gate)
        {
            if (_isClosed || !TryAcceptLocked(item, ref signaled))
                return false;
        }

        signaled.SignalAll();
        return true;
    }

    public ValueTask WriteAsync(T item, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of(ct);
        if (!Budget.TrySpend())
            return ForcedYield<(MpscCore<T>, T), Nothing>.ThenPlain((this, item), static (write, ct) => write.Item1.WriteLaterAsync(write.Item2, ct), ct);
        if (Write(item, out var error) is not { } waiter)
            return error is null ? default : ValueTask.FromException(error);
        return waiter.PendPlain(ct);
    }

    private ValueTask<Nothing> WriteLaterAsync(T item, CancellationToken ct)
    {
        if (Write(item, out var error) is not { } waiter)
            return error is null ? default : ValueTask.FromException<Nothing>(error);
        return waiter.Pend(ct);
    }

    public void WriteBlocking(T item, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Write(item, out var error) is { } waiter)
            waiter.WaitForResult(ct);
        else if (error is not null)
            throw error;
    }

    public ValueTask<bool> WaitToWriteAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<MpscCore<T>, bool>.Then(this, static (core, ct) => core.WaitToWriteAsync(ct), ct);
        Waiter<bool> waiter;
        lock (_gate)
        {
            if (_isClosed)
                return _error is null ? new(false) : ValueTask.FromException<bool>(_error);
            if (_items.Count < Capacity)
                return new(true);
            waiter = _writeSignals.Enqueue<Waiter<bool>>();
        }

        return waiter.Pend(ct);
    }

    public bool TryRead([MaybeNullWhen(false)] out T item)
    {
        WaiterChain signaled = default;
        lock (_gate)
        {
            if (!TryTakeLocked(out item, ref signaled))
                return false;
        }

        signaled.SignalAll();
        return true;
    }

    public int ReadMany(Span<T> into)
    {
        WaiterChain signaled = default;
        var count = 0;
        lock (_gate)
        {
            while (count < into.Length && TryTakeLocked(out var item, ref signaled))
                into[count++] = item;
        }

        signaled.SignalAll();
        return count;
    }

    public bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
            return _items.TryPeek(out item);
    }

    public ValueTask<T> ReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<T>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<MpscCore<T>, T>.Then(this, static (core, ct) => core.ReadAsync(ct), ct);
        if (Read(out var item, out var error) is not { } waiter)
            return error is null ? new(item!) : ValueTask.FromException<T>(error);
        return waiter.Pend(ct);
    }

    /// <summary>False: closed and empty.</summary>
    public bool ReadBlocking([MaybeNullWhen(false)] out T item, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            item = Read(out var ready, out var error) is { } waiter ? waiter.WaitForResult(ct) : error is null ? ready! : throw error;
            return true;
        }
        catch (ChannelClosedException e) when (e.InnerException is null)
        {
            item = default;
            return false;
        }
    }

    public ValueTask<bool> WaitToReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<MpscCore<T>, bool>.Then(this, static (core, ct) => core.WaitToReadAsync(ct), ct);
        Waiter<bool> waiter;
        lock (_gate)
        {
            if (_items.Count > 0)
                return new(true);
            if (IsEndedLocked)
                return _error is null ? new(false) : ValueTask.FromException<bool>(_error);
            waiter = _readSignals.Enqueue<Waiter<bool>>();
        }

        return waiter.Pend(ct);
    }

    /// <summary>One sender ends. The last one's end is the channel's.</summary>
    public void RemoveSender()
    {
        WaiterChain signaled = default;
        lock (_gate)
        {
            if (--_senders > 0 || _isClosed)
                return;
            // What waits to be written was accepted before the end and is still delivered; only new writes are refused.
            SignalLocked(_writeSignals, false, ref signaled);
            EndIfEmptyLocked(ref signaled);
        }

        signaled.SignalAll();
    }

    /// <summary>Refuses new items, by the receiver's wish or because a sender ended the channel with an error. False: it was closed.</summary>
    public bool Close(Exception? error, bool byReceiver, bool dropItems)
    {
        WaiterChain signaled = default;
        bool first;
        lock (_gate)
        {
            first = !_isClosed && (_senders > 0 || byReceiver);
            if (first)
            {
                _isClosed = true;
                _error = error;
                FailLocked(_writers, ref signaled);
                SignalLocked(_writeSignals, false, ref signaled);
            }

            if (dropItems)
                _items.Clear();
            EndIfEmptyLocked(ref signaled);
        }

        signaled.SignalAll();
        if (byReceiver)
            _closed.TrySetResult();
        return first;
    }

    /// <summary>Nothing is there and nothing can come.</summary>
    private bool IsEndedLocked => _items.Count == 0 && _writers.Queue.IsEmpty && (_isClosed || _senders == 0);

    private Waiter<Nothing>? Write(T item, out Exception? error)
    {
        WaiterChain signaled = default;
        error = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                error = ClosedException();
                return null;
            }

            if (!TryAcceptLocked(item, ref signaled))
            {
                var waiter = _writers.Enqueue<WriteWaiter<T>>();
                waiter.Item = item;
                return waiter;
            }
        }

        signaled.SignalAll();
        return null;
    }

    private Waiter<T>? Read(out T? item, out Exception? error)
    {
        WaiterChain signaled = default;
        error = null;
        lock (_gate)
        {
            if (!TryTakeLocked(out item, ref signaled))
            {
                if (!IsEndedLocked)
                    return _readers.Enqueue<Waiter<T>>();
                error = ClosedException();
                return null;
            }
        }

        signaled.SignalAll();
        return null;
    }

    /// <summary>Hands the item to the longest waiting reader, or keeps it if there is room. Writers that wait come first.</summary>
    private bool TryAcceptLocked(T item, ref WaiterChain signaled)
    {
        if (_readers.Queue.TryDequeue(WaitDecision.Granted, out var reader))
        {
            ((Waiter<T>)reader).SetResult(item);
            signaled.Add(reader);
            return true;
        }

        if (_items.Count >= Capacity)
            return false;
        Debug.Assert(_writers.Queue.IsEmpty, "Somebody waits to write into a channel with room.");
        _items.Enqueue(item);
        SignalLocked(_readSignals, true, ref signaled);
        return true;
    }

    /// <summary>Takes the oldest item and lets the longest waiting writer put its own in the room that is left.</summary>
    private bool TryTakeLocked([MaybeNullWhen(false)] out T item, ref WaiterChain signaled)
    {
        if (!_items.TryDequeue(out item))
            return false;
        if (_writers.Queue.TryDequeue(WaitDecision.Granted, out var writer))
        {
            _items.Enqueue(((WriteWaiter<T>)writer).Item!);
            signaled.Add(writer);
        }
        else
        {
            SignalLocked(_writeSignals, true, ref signaled);
        }

        EndIfEmptyLocked(ref signaled);
        return true;
    }

    private void EndIfEmptyLocked(ref WaiterChain signaled)
    {
        if (!IsEndedLocked)
            return;
        FailLocked(_readers, ref signaled);
        while (_readSignals.Queue.TryDequeue(_error is null ? WaitDecision.Granted : WaitDecision.Failed, out var waiter))
        {
            if (_error is null)
                ((Waiter<bool>)waiter).SetResult(false);
            else
                waiter.SetError(_error);
            signaled.Add(waiter);
        }

        // Completes without running continuations here: the source was made so.
        if (_error is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(_error);
    }

    private static void SignalLocked(WaitLane lane, bool value, ref WaiterChain signaled)
    {
        while (lane.Queue.TryDequeue(WaitDecision.Granted, out var waiter))
        {
            ((Waiter<bool>)waiter).SetResult(value);
            signaled.Add(waiter);
        }
    }

    private void FailLocked(WaitLane lane, ref WaiterChain signaled)
    {
        while (lane.Queue.TryDequeue(WaitDecision.Failed, out var waiter))
        {
            waiter.SetError(ClosedException());
            signaled.Add(waiter);
        }
    }

    private ChannelClosedException ClosedException() => _error is null ? new() : new(_error);
}
