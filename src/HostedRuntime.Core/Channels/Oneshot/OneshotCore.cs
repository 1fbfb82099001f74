using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>Both ends of a channel for one value: the value or the reader that waits for it, never both, under one lock.</summary>
/// <remarks>
/// The object is its own lock: a Lock would be a second allocation for each value sent. A word with exchanges was tried on paper and left:
/// a sender that saw a waiter could decide it after it was cancelled, pooled, and rented by another channel.
/// </remarks>
internal sealed class OneshotCore<T> : IWaitOwner
{
    private Waiter<T>? _reader;
    private T? _value;
    private bool _hasValue;

    /// <summary>The sender has sent, or ended without sending.</summary>
    private bool _isSenderDone;

    /// <summary>The receiver has the value, or closed. A value that was sent before it closed is still there.</summary>
    private bool _isReceiverDone;

    /// <summary>Made when somebody asks for it.</summary>
    private TaskCompletionSource? _closed;

    public bool IsClosed
    {
        get
        {
            lock (this)
                return _isSenderDone || _isReceiverDone;
        }
    }

    public Task Closed
    {
        get
        {
            lock (this)
            {
                if (_isReceiverDone)
                    return Task.CompletedTask;
                _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _closed.Task;
            }
        }
    }

    public bool TrySend(T value)
    {
        Waiter<T>? reader;
        lock (this)
        {
            if (_isSenderDone || _isReceiverDone)
                return false;
            _isSenderDone = true;
            reader = TakeReaderLocked(WaitDecision.Granted);
            if (reader is null)
            {
                _value = value;
                _hasValue = true;
                return true;
            }

            EndReceiverLocked();
        }

        reader.Grant(value);
        return true;
    }

    public void EndSender()
    {
        Waiter<T>? reader;
        lock (this)
        {
            if (_isSenderDone)
                return;
            _isSenderDone = true;
            reader = TakeReaderLocked(WaitDecision.Failed);
        }

        Fail(reader);
    }

    public ValueTask<T> ReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<T>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<OneshotCore<T>, T>.Then(this, static (core, ct) => core.ReadAsync(ct), ct);
        Waiter<T> reader;
        lock (this)
        {
            if (TryTakeLocked(out var value))
                return new(value);
            if (_isSenderDone || _isReceiverDone)
                return ValueTask.FromException<T>(new ChannelClosedException());
            // A cancelled one is about to withdraw, and will find that it stands here no more.
            if (_reader is { IsDecided: false })
                return ValueTask.FromException<T>(new InvalidOperationException("Another read of this oneshot is waiting. One value has one reader: await that read instead."));
            reader = WaiterPool.Rent<Waiter<T>>();
            reader.Begin(this);
            _reader = reader;
        }

        return reader.Pend(ct);
    }

    public bool TryRead([MaybeNullWhen(false)] out T value)
    {
        lock (this)
            return TryTakeLocked(out value);
    }

    public void Close(bool dropValue)
    {
        Waiter<T>? reader;
        lock (this)
        {
            if (dropValue)
                TryTakeLocked(out _);
            EndReceiverLocked();
            reader = TakeReaderLocked(WaitDecision.Failed);
        }

        Fail(reader);
    }

    public void Withdraw(Waiter waiter)
    {
        lock (this)
        {
            if (ReferenceEquals(_reader, waiter))
                _reader = null;
        }
    }

    private static void Fail(Waiter<T>? reader)
    {
        if (reader is null)
            return;
        reader.SetError(new ChannelClosedException());
        reader.Signal();
    }

    /// <summary>Takes out the reader that waits and decides it; null: there is none, or it was cancelled meanwhile.</summary>
    private Waiter<T>? TakeReaderLocked(WaitDecision decision)
    {
        var reader = _reader;
        _reader = null;
        return reader?.TryDecide(decision) == true ? reader : null;
    }

    private bool TryTakeLocked([MaybeNullWhen(false)] out T value)
    {
        value = _value!;
        if (!_hasValue)
            return false;
        _hasValue = false;
        _value = default;
        EndReceiverLocked();
        return true;
    }

    private void EndReceiverLocked()
    {
        _isReceiverDone = true;
        // Runs no continuations here: the source was made so.
        _closed?.TrySetResult();
    }
}
