using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>Both ends of a channel for one value, and its first read: one object.</summary>
/// <remarks>
/// <para>One word: null, the read that waits, or an <see cref="OneshotState"/>. Its transitions:</para>
/// <code>
/// open       -> Sending -> Sent   the sender, nobody waits       open -> read    the receiver waits
/// read       -> Taken             the sender, with the value     open -> Unsent  the sender ends
/// Sent, Left -> Taken             the receiver                   open -> Closed  the receiver closes
/// Sent       -> Left              the receiver closes            Unsent -> Closed
/// </code>
/// <para>A read that was given up counts as open: whoever comes next puts its own in the place. A read that waits is decided first, by the compare-exchange
/// of its decision, and who decided it moves the word by a plain store: nobody else moves it from a decided read. So a send costs one interlocked operation
/// whether somebody waits or not, and so does a wait.</para>
/// <para>The value is its sender's until the word says Sent or the read is over, and then that of who moved the word to Taken, or of the read.</para>
/// </remarks>
internal sealed class OneshotCore<T> : OneshotRead<T>
{
    private AtomicRef<object> _word;
    private T? _value;
    /// <summary>
    /// Reads that were made. Two bytes, which fit between the other fields. After 65,535 cancelled reads it starts again at 1; only equality counts.
    /// </summary>
    private ushort _reads;

    /// <summary>Made when somebody asks for it.</summary>
    private AtomicRef<TaskCompletionSource> _closed;

    public bool IsClosed => !IsOpen(_word.Read());

    public bool HasValue => IsValue(_word.Read());

    /// <summary>No value is there and none can come.</summary>
    public bool HasEnded => _word.Read() is OneshotState state && state != OneshotState.Sending && !IsValue(state);

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
            // After a full fence: pairs with the one before TellClosed. Either the receiver's end finds the source, or it is seen here.
            if (IsReceiverDone)
                closed.TrySetResult();
            return closed.Task;
        }
    }

    /// <summary>The number of the read that was made last.</summary>
    public ushort LastRead => _reads;

    protected override OneshotCore<T> Channel => this;

    protected override ushort Number => 1;

    private bool IsReceiverDone
    {
        get
        {
            var seen = _word.Read();
            return seen is OneshotState state
                ? state == OneshotState.Taken || state == OneshotState.Closed || state == OneshotState.Left
                : seen is not null && Unsafe.As<OneshotRead<T>>(seen).IsGranted;
        }
    }

    public bool TrySend(T value)
    {
        while (true)
        {
            var seen = _word.Read();
            if (seen is OneshotState)
                return false;
            if (seen is not null)
            {
                var read = Unsafe.As<OneshotRead<T>>(seen);
                if (read.TryDecide(WaitDecision.Granted))
                {
                    HandOver(read, value);
                    return true;
                }

                if (!read.IsGivenUp)
                    return false;
            }

            if (!TryMove(seen, OneshotState.Sending))
                continue;
            _value = value;
            _word.Write(OneshotState.Sent);
            return true;
        }
    }

    public void EndSender()
    {
        for (var isDone = false; !isDone;)
        {
            var seen = _word.Read();
            isDone = seen is OneshotState || TryEndOpen(seen, OneshotState.Unsent);
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

        // A read that was cancelled may not have been awaited, and then nobody has decided it.
        if (_reads == 1 && !IsDecided && !IsTokenFired)
            return ValueTask.FromException<T>(AnotherReads());
        _reads = _reads == ushort.MaxValue ? (ushort)1 : (ushort)(_reads + 1);
        return new OneshotLaterRead<T>(this, _reads).Pend(ct);
    }

    public bool TryRead([MaybeNullWhen(false)] out T value)
    {
        // Again when the receiver closed its end meanwhile: the value is still there.
        for (var seen = _word.Read(); IsValue(seen); seen = _word.Read())
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

    /// <summary>The value, for the one who has it by now.</summary>
    public T Collect()
    {
        var value = _value!;
        _value = default;
        return value;
    }

    /// <summary>Puts a read in the word to be found by the sender, or ends it by what the word says.</summary>
    public void Await(OneshotRead<T> read)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var seen = _word.Read();
            if (IsOpen(seen))
            {
                if (seen is not null && Unsafe.As<OneshotRead<T>>(seen) is { IsGivenUp: false } other && !other.TryCancelIfFired())
                {
                    // The other read may have been served just now: then the word says what this read finds.
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
                // Taken before it is decided, for a decided read has to have it; put back if it was given up meanwhile.
                if (read.TryDecide(WaitDecision.Granted))
                {
                    TellClosed();
                    read.Resume();
                }
                else
                {
                    _word.Write(seen);
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
            var seen = _word.Read();
            if (seen == OneshotState.Sending)
                Uninterrupted.SpinOnce(ref spin);
            else if (IsValue(seen) && dropValue)
                TryRead(out _);
            else if (seen == OneshotState.Sent)
                isDone = TryMove(seen, OneshotState.Left);
            else if (seen == OneshotState.Unsent)
                isDone = TryMove(seen, OneshotState.Closed);
            else
                isDone = seen is OneshotState || TryEndOpen(seen, OneshotState.Closed);
        }

        // A full fence lies between the word and this in all of them.
        TellClosed();
    }

    private static InvalidOperationException AnotherReads()
        => new("Another read of this oneshot is waiting. One value has one reader: await that read instead.");

    private static bool IsValue([NotNullWhen(true)] object? word) => word == OneshotState.Sent || word == OneshotState.Left;

    /// <summary>A value can still be sent.</summary>
    private static bool IsOpen(object? word)
        => word is null || (word is not OneshotState && !Unsafe.As<OneshotRead<T>>(word).IsServed);

    private bool TryMove(object? from, object to) => ReferenceEquals(_word.CompareExchange(to, from), from);

    /// <summary>The read was decided as granted, which is a full fence.</summary>
    private void HandOver(OneshotRead<T> read, T value)
    {
        _value = value;
        _word.Write(OneshotState.Taken);
        TellClosed();
        read.Resume();
    }

    /// <summary>Ends a channel that is open, and the read that waits. False: the word has changed. Also done when a read that is served moves the word on.</summary>
    private bool TryEndOpen(object? seen, OneshotState end)
    {
        if (seen is not null)
        {
            var read = Unsafe.As<OneshotRead<T>>(seen);
            if (read.TryDecide(WaitDecision.Failed))
            {
                _word.Exchange(end);
                read.Resume();
                return true;
            }

            if (!read.IsGivenUp)
                return true;
        }

        return TryMove(seen, end);
    }

    /// <summary>The receiver is done. After a full fence: pairs with the compare-exchange in <see cref="Closed"/>.</summary>
    private void TellClosed() => _closed.Read()?.TrySetResult();
}
