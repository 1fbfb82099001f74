using System.Runtime.CompilerServices;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The shared state of a channel in which every receiver gets every value: the counts of the ends, and the waiting receivers. Broadcast and
/// watch add how the values are kept.
/// </summary>
/// <remarks>
/// Invariants under the lock. A receiver has at most one wait, and only while it has read all there is. A send ends the wait of every
/// waiting receiver, by the one compare-exchange of its waiter. A cancelled wait has read nothing, so the next wait finds the value.
/// </remarks>
internal abstract class FanOutCore<TReceiver, TWaiter, TResult> : IWaitOwner, IResource
    where TReceiver : class, IFanOutReceiver<TWaiter>
    where TWaiter : FanOutWaiter<TReceiver, TResult>
{
    private protected readonly Lock Gate = new();
    private protected WaitQueue Waiting;
    private protected ReceiverCount Receivers;
    private ResourceIdentity _identity;
    private int _senders = 1;

    /// <summary>True once the last sender has ended.</summary>
    private AtomicBool _isClosed;

    protected FanOutCore(string? name)
    {
        _identity.SetName(name, this);
        Ends = name is null ? null : new ChannelEnds();
    }

    public int ReceiverCount => Receivers.Value;

    public bool IsClosed => _isClosed.Read();

    /// <summary>A task that completes when there is no receiver.</summary>
    public Task NoReceiver
    {
        get
        {
            using (Gate.Hold())
                return Receivers.TaskOfZero();
        }
    }

    /// <summary>The ends of a named channel; otherwise null.</summary>
    public ChannelEnds? Ends { get; }

    public abstract ResourceKind Kind { get; }

    public ref ResourceIdentity Identity => ref _identity;

    /// <summary>True if the last sender has ended. Caller holds the lock.</summary>
    private protected bool IsClosedLocked => _isClosed.ReadOwn();

    private protected bool IsAbandoned => !IsClosed && Waiting.Count > 0 && Ends is { HasSender: false };

    private protected string State => IsClosed ? "closed" : Counted.Of(ReceiverCount, "receiver");

    /// <summary>The result of a wait that no value ends any more.</summary>
    private protected abstract TResult EndResult { get; }

    /// <summary>The message for a second wait of a receiver.</summary>
    private protected abstract string PendingMessage { get; }

    public abstract string Describe(Waiter waiter);

    public abstract string PurposeOf(Waiter waiter);

    public abstract ResourceView Look();

    /// <summary>Adds a sender.</summary>
    /// <returns>True if it was added; false if the last sender has ended, and with it the channel.</returns>
    public bool TryAddSender()
    {
        using (Gate.Hold())
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
        using (Gate.Hold())
        {
            if (isEnded.Exchange(true) || --_senders > 0)
                return;
            _isClosed.Write(true);
            while (Waiting.TryDequeue(WaitDecision.Granted, out var waiter))
                WakeLocked(Unsafe.As<TWaiter>(waiter), EndResult, ref woken);
        }

        woken.SignalAll();
    }

    /// <summary>Ends a receiver, once.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="isEnded">
    /// Its flag. Set in here, because a second thread that disposes the receiver must not return before the first one has ended it.
    /// </param>
    public void RemoveReceiver(TReceiver receiver, ref AtomicBool isEnded)
    {
        WakeList woken = default;
        TaskCompletionSource? last;
        using (Gate.Hold())
        {
            if (!isEnded.Exchange(true))
            {
                Receivers.Remove();
                TryWakeLocked(receiver, EndResult, ref woken);
                OnReadersChangedLocked();
            }

            last = Receivers.SourceAtZero;
        }

        woken.SignalAll();
        last?.TrySetResult();
    }

    /// <summary>Adds the linked wait of a select's case, if there is nothing to read now.</summary>
    /// <remarks>The caller rents the waiter, because shared generic code would look up its pool at run time.</remarks>
    public CaseStart BeginWait(TReceiver receiver, CaseLink link, out TWaiter? waiter)
    {
        waiter = null;
        using (Gate.Hold())
        {
            ThrowIfPendingLocked(receiver);
            if (receiver.IsEnded || _isClosed.Read() || HasNextLocked(receiver))
                return CaseStart.Ready;
            waiter = RentLinked(link);
            EnqueueLocked(receiver, waiter);
            return CaseStart.Waiting;
        }
    }

    /// <summary>Starts a wait for the next value.</summary>
    /// <returns>The waiter; null if there is something to read by now, which is then in <paramref name="result"/>.</returns>
    public TWaiter? Wait(TReceiver receiver, CancellationToken ct, out TResult result)
    {
        if (receiver.Waiter is not null)
            EndIfFired(receiver);
        using (Gate.Hold())
        {
            ThrowIfPendingLocked(receiver);
            if (TryReadLocked(receiver, out result))
                return null;
            var waiter = Rent();
            if (ct.CanBeCanceled)
                waiter.Token = ct;
            EnqueueLocked(receiver, waiter);
            return waiter;
        }
    }

    public void Withdraw(Waiter waiter)
    {
        using (Gate.Hold())
        {
            Waiting.Remove(waiter);
            // The receiver may have a new wait by now.
            var receiver = Unsafe.As<TWaiter>(waiter).Receiver!;
            if (ReferenceEquals(receiver.Waiter, waiter))
                receiver.Waiter = null;
        }
    }

    private protected abstract TWaiter Rent();

    private protected abstract TWaiter RentLinked(CaseLink link);

    /// <summary>Returns true if there is a value that the receiver has not read. Caller holds the lock.</summary>
    private protected abstract bool HasNextLocked(TReceiver receiver);

    /// <summary>Reads the next value, or the end of the receiver or of the channel. Caller holds the lock.</summary>
    /// <returns>True if there was something to read; otherwise false.</returns>
    private protected abstract bool TryReadLocked(TReceiver receiver, out TResult result);

    /// <summary>Called when a receiver has ended or begun to wait. Caller holds the lock.</summary>
    private protected virtual void OnReadersChangedLocked()
    {
    }

    /// <summary>Ends the wait of a receiver, if it has a wait that is not decided. Caller holds the lock.</summary>
    private protected bool TryWakeLocked(TReceiver receiver, TResult result, ref WakeList woken)
    {
        if (receiver.Waiter is not { } waiter || !Waiting.Remove(waiter) || !waiter.TryDecide(WaitDecision.Granted))
            return false;
        WakeLocked(waiter, result, ref woken);
        return true;
    }

    /// <summary>Gives a waiter that was decided its result. Caller holds the lock.</summary>
    private protected static void WakeLocked(TWaiter waiter, TResult result, ref WakeList woken)
    {
        waiter.Receiver!.Waiter = null;
        waiter.SetResult(result);
        woken.Add(waiter);
    }

    private void ThrowIfPendingLocked(TReceiver receiver)
    {
        // A cancelled wait is over as soon as the cancellation is decided, even if its Withdraw has not run yet.
        if (receiver.Waiter is { IsGivenUp: false })
            throw new InvalidOperationException(PendingMessage);
    }

    private void EnqueueLocked(TReceiver receiver, TWaiter waiter)
    {
        if (receiver.Waiter is { } givenUp)
            Waiting.Remove(givenUp);
        waiter.Open(this);
        waiter.Receiver = receiver;
        receiver.Waiter = waiter;
        Waiting.Enqueue(waiter);
        OnReadersChangedLocked();
    }

    /// <summary>Cancels the pending wait of a receiver if its token has fired, because the token's callback may not have run yet.</summary>
    private void EndIfFired(TReceiver receiver)
    {
        TWaiter? canceled = null;
        using (Gate.Hold())
        {
            if (receiver.Waiter is { Token.IsCancellationRequested: true } before && before.TryDecide(WaitDecision.Canceled))
                canceled = before;
        }

        canceled?.EndCanceled(canceled.Token);
    }
}
