using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>A channel for one value. One object is the shared state of both ends and the first read.</summary>
/// <remarks>
/// <para>The state is one reference: null, the read that waits, or an <see cref="OneshotState"/>. Its transitions:</para>
/// <code>
/// open       -> Sending -> Sent   the sender, no read waits      open -> read    the receiver waits
/// read       -> Taken             the sender, with the value     open -> SenderDropped  the sender ends
/// Sent, ClosedWithValue -> Taken             the receiver                   open -> Closed  the receiver closes
/// Sent       -> ClosedWithValue              the receiver closes            SenderDropped -> Closed
/// </code>
/// <para>A read that was given up counts as open: the next operation replaces it. A waiting read is decided first, by a compare-exchange.
/// The thread that decided it then moves the state by a plain store, because no other thread moves the state from a decided read. So a send
/// costs one interlocked operation, whether a read waits or not, and so does a wait.</para>
/// <para>The sender owns the value until the state is Sent or the read has ended. Then the read owns it, or the thread that moved the state
/// to Taken.</para>
/// </remarks>
internal sealed class OneshotCore<T> : OneshotRead<T>
{
    private AtomicRef<object> _state;
    private T? _value;
    /// <summary>
    /// The number of the latest read. Two bytes, which fit between the other fields. After 65,535 cancelled reads it starts again at 1,
    /// because it is only compared for equality.
    /// </summary>
    private ushort _reads;

    /// <summary>Created when the task is asked for.</summary>
    private AtomicRef<TaskCompletionSource> _closed;

    public bool IsClosed => !IsOpen(_state.Read());

    public bool HasValue => IsValue(_state.Read());

    /// <summary>True if there is no value and none can come.</summary>
    public bool HasEnded => _state.Read() is OneshotState state && state != OneshotState.Sending && !IsValue(state);

    public Task Closed
    {
        get
        {
            if (_closed.Read() is { } known)
                return known.Task;
            if (IsReceiverDone)
                return Task.CompletedTask;
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var closed = _closed.CompareExchange(made, null) ?? made;
            // A full fence lies before this: the compare-exchange, which pairs with the fence before TellClosed. Either the end of the
            // receiver finds the source, or this thread sees the end.
            if (IsReceiverDone)
                closed.TrySetResult();
            return closed.Task;
        }
    }

    /// <summary>The state in words, for the debugger: an end of the channel has no name, no holder, and at most one waiter.</summary>
    public string DebuggerDisplay => _state.Read() switch
    {
        null => "open",
        OneshotState state => state.ToString(),
        _ => "open, a read waits",
    };

    /// <summary>The number of the latest read.</summary>
    public ushort LastRead => _reads;

    protected override OneshotCore<T> Channel => this;

    protected override ushort Number => 1;

    private bool IsReceiverDone
    {
        get
        {
            var seen = _state.Read();
            return seen is OneshotState state
                ? state == OneshotState.Taken || state == OneshotState.Closed || state == OneshotState.ClosedWithValue
                : seen is not null && Unsafe.As<OneshotRead<T>>(seen).IsGranted;
        }
    }

    public bool TrySend(T value)
    {
        while (true)
        {
            var seen = _state.Read();
            if (seen is OneshotState)
                return false;
            if (seen is not null)
            {
                var read = Unsafe.As<OneshotRead<T>>(seen);
                if (read.TryDecide(WaitDecision.Granted))
                {
                    Deliver(read, value);
                    return true;
                }

                if (!read.IsGivenUp)
                    return false;
            }

            if (!TryMove(seen, OneshotState.Sending))
                continue;
            _value = value;
            _state.Write(OneshotState.Sent);
            return true;
        }
    }

    public void EndSender()
    {
        for (var isDone = false; !isDone;)
        {
            var seen = _state.Read();
            isDone = seen is OneshotState || TryEndOpen(seen, OneshotState.SenderDropped);
        }
    }

    public ValueTask<T> ReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<T>(ct);
        if (!Budget.TrySpend())
            return ForcedYield<T>.After(this, static (core, ct) => core.ReadAsync(ct), ct);
        if (TryRead(out var value))
            return new(value);
        if (HasEnded)
            return ValueTask.FromException<T>(new ChannelClosedException());
        if (_reads == 0)
        {
            _reads = 1;
            return Pend(ct);
        }

        // A cancelled read that was never awaited is still undecided, so its token is checked too.
        if (_reads == 1 && !IsDecided && !IsTokenFired)
            return ValueTask.FromException<T>(AnotherReads());
        _reads = _reads == ushort.MaxValue ? (ushort)1 : (ushort)(_reads + 1);
        return new OneshotLaterRead<T>(this, _reads).Pend(ct);
    }

    public bool TryRead([MaybeNullWhen(false)] out T value)
    {
        // If the receiver closes its end meanwhile, the state changes but the value is still there: try again.
        for (var seen = _state.Read(); IsValue(seen); seen = _state.Read())
        {
            if (!TryMove(seen, OneshotState.Taken))
                continue;
            value = Collect();
            TellClosed();
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Takes the value out. Only the owner of the value may call this.</summary>
    public T Collect()
    {
        var value = _value!;
        _value = default;
        return value;
    }

    /// <summary>Places the linked read of a case of a select, if there is no value now. One read for each round.</summary>
    public CaseStart BeginRead(CaseLink link, ref OneshotLaterRead<T>? read)
    {
        read?.GiveUp();
        if (HasValue)
            return CaseStart.Ready;
        if (HasEnded)
            return CaseStart.Ended;
        read = new OneshotLaterRead<T>(this, _reads);
        read.Link(link);
        Await(read);
        return CaseStart.Waiting;
    }

    /// <summary>Stores a read as the state, so that the sender finds it. If the channel is not open, ends the read at once.</summary>
    public void Await(OneshotRead<T> read)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var seen = _state.Read();
            if (IsOpen(seen))
            {
                if (seen is not null && Unsafe.As<OneshotRead<T>>(seen) is { IsGivenUp: false } other && !other.TryCancelIfFired())
                {
                    // The other read may have been served just now. Then the state tells the outcome of this read.
                    if (other.IsServed)
                        continue;
                    read.TryFail(AnotherReads());
                    return;
                }

                if (TryMove(seen, read))
                    return;
            }
            else if (seen == OneshotState.Sending)
            {
                Uninterrupted.SpinOnce(ref spin);
            }
            else if (!IsValue(seen))
            {
                if (read.TryDecide(WaitDecision.Failed))
                    read.Resume();
                return;
            }
            else if (TryMove(seen, OneshotState.Taken))
            {
                // Taken first, because a read that is decided as granted must have the value. If the read was given up meanwhile, the state
                // is put back.
                if (read.TryDecide(WaitDecision.Granted))
                {
                    TellClosed();
                    read.Resume();
                }
                else
                {
                    _state.Write(seen);
                }

                return;
            }
        }
    }

    public void Close(bool dropValue)
    {
        var spin = default(SpinWait);
        for (var isDone = false; !isDone;)
        {
            var seen = _state.Read();
            if (seen == OneshotState.Sending)
                Uninterrupted.SpinOnce(ref spin);
            else if (IsValue(seen) && dropValue)
                TryRead(out _);
            else if (seen == OneshotState.Sent)
                isDone = TryMove(seen, OneshotState.ClosedWithValue);
            else if (seen == OneshotState.SenderDropped)
                isDone = TryMove(seen, OneshotState.Closed);
            else
                isDone = seen is OneshotState || TryEndOpen(seen, OneshotState.Closed);
        }

        // On each path that changes the state, a full fence lies between the change and this call.
        TellClosed();
    }

    private static InvalidOperationException AnotherReads()
        => new("Another read of this oneshot is waiting. One value has one reader: await that read instead.");

    private static bool IsValue([NotNullWhen(true)] object? state) => state == OneshotState.Sent || state == OneshotState.ClosedWithValue;

    /// <summary>Returns whether a value can still be sent.</summary>
    private static bool IsOpen(object? state)
        => state is null || (state is not OneshotState && !Unsafe.As<OneshotRead<T>>(state).IsServed);

    private bool TryMove(object? from, object to) => ReferenceEquals(_state.CompareExchange(to, from), from);

    /// <summary>
    /// Gives the value to a read that the caller has decided as granted. That decision is the full fence before TellClosed.
    /// </summary>
    private void Deliver(OneshotRead<T> read, T value)
    {
        _value = value;
        _state.Write(OneshotState.Taken);
        TellClosed();
        read.Resume();
    }

    /// <summary>Ends an open channel, and the read that waits.</summary>
    /// <returns>
    /// True if the channel has ended, or if another thread that has served the read ends it. False if the state has changed.
    /// </returns>
    private bool TryEndOpen(object? seen, OneshotState end)
    {
        if (seen is not null)
        {
            var read = Unsafe.As<OneshotRead<T>>(seen);
            if (read.TryDecide(WaitDecision.Failed))
            {
                _state.Exchange(end);
                read.Resume();
                return true;
            }

            if (!read.IsGivenUp)
                return true;
        }

        return TryMove(seen, end);
    }

    /// <summary>
    /// Completes the task that reports the end of the receiver. Called after a full fence, which pairs with the compare-exchange in
    /// <see cref="Closed"/>.
    /// </summary>
    private void TellClosed() => _closed.Read()?.TrySetResult();
}
