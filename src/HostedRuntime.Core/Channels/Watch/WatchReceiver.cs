using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The end of a <see cref="Watch"/> that sees the value, and knows whether it has seen the latest one. One reader at a time; <see cref="Value"/> and
/// everything but the waits and reads is thread-safe.
/// </summary>
/// <remarks>
/// Semantics are tokio's <c>watch::Receiver</c>: values between two looks are skipped, the latest never is; a cancelled wait has seen nothing.
/// Looking at the value takes no lock, so it holds up no sender.
/// </remarks>
/// <typeparam name="T">The value's type.</typeparam>
[DebuggerDisplay("Value = {Value}, HasChanged = {HasChanged}")]
public sealed class WatchReceiver<T> : IDisposable
{
    private readonly WatchCore<T> _core;

    /// <summary>Written by its reader, or for a reader that waits by the sender that wakes it.</summary>
    private AtomicLong _seen;

    private AtomicBool _isEnded;

    internal WatchReceiver(WatchCore<T> core, long seen)
    {
        _core = core;
        _seen = new(seen);
    }

    /// <summary>The latest value. It does not count as seen by this.</summary>
    public T Value => _core.Read(out _);

    /// <summary>True while the latest value has not been seen.</summary>
    public bool HasChanged => !_isEnded.Read() && Seen != _core.Version;

    /// <summary>
    /// True once every sender has ended or this receiver was disposed; the latest value may still be unseen. A moment's view.
    /// </summary>
    public bool IsClosed => _isEnded.Read() || _core.IsClosed;

    /// <summary>The version of the value that was seen last.</summary>
    internal long Seen
    {
        get => _seen.Read();
        set => _seen.Write(value);
    }

    /// <summary>The wait that is pending. Owned by the lock of the channel.</summary>
    internal WatchWaiter<T>? Waiter { get; set; }

    /// <summary>The latest value, which counts as seen from now on.</summary>
    /// <returns>The value.</returns>
    public T Read()
    {
        var value = _core.Read(out var version);
        Seen = version;
        return value;
    }

    /// <summary>
    /// Makes the latest value count as not seen: <see cref="HasChanged"/> is true, and the next <see cref="ChangedAsync"/> ends at once.
    /// A pending wait ends too. For a loop that must look at the value once more, such as after a failed attempt to apply it. Thread-safe.
    /// </summary>
    public void MarkChanged() => _core.MarkChanged(this);

    /// <summary>Waits until there is a value that was not seen, which counts as seen then.</summary>
    /// <param name="ct">Ends the wait; nothing counts as seen then.</param>
    /// <returns>True: the value changed. False: it will not any more, every sender or this receiver ended. Await it once.</returns>
    /// <exception cref="InvalidOperationException">Another wait of this receiver is pending.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    public ValueTask<bool> ChangedAsync(CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return CanceledWait.Of<bool>(ct);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<bool>.After(this, static (receiver, ct) => receiver.ChangedAsync(ct), ct);
        if (TrySeeChange(out var hasChanged) || _core.Wait(this, ct, out hasChanged) is not { } waiter)
            return new(hasChanged);
        return waiter.Pend(task, ct);
    }

    /// <summary>Waits until the value is as it should be. The latest is looked at first; values that are followed by another at once may be skipped.</summary>
    /// <param name="predicate">Says whether it is. Called on the waiting task, under no lock. What it throws comes out, and its value counts as not seen.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The value that is, which counts as seen. Await it once.</returns>
    /// <exception cref="ChannelClosedException">The value will not change any more, every sender or this receiver ended.</exception>
    /// <exception cref="InvalidOperationException">Another wait of this receiver is pending.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> WaitForAsync(Func<T, bool> predicate, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        if (ct.IsCancellationRequested)
            return await CanceledWait.Of<T>(ct);
        // A value that is as it should be at once is no wait, and has to be paid for all the same.
        if (!Budget.TrySpend())
            await YieldSource.Task;
        while (true)
        {
            var value = _core.Read(out var version);
            var isIt = predicate(value);
            Seen = version;
            if (isIt)
                return value;
            if (!await ChangedAsync(ct))
                throw new ChannelClosedException();
        }
    }

    /// <summary>
    /// The value as it is, and then each time that it has changed, until every sender or this receiver ends. Each counts as seen.
    /// </summary>
    /// <param name="ct">Ends the enumeration.</param>
    /// <returns>The values; those that are followed by another at once may be skipped, the latest never is.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        do
            yield return Read();
        while (await ChangedAsync(ct));
    }

    /// <summary>One more receiver, which has seen what this one has.</summary>
    /// <returns>The receiver; its owner disposes it.</returns>
    public WatchReceiver<T> Clone() => _core.Subscribe(Seen);

    /// <summary>Ends this receiver. A wait that is pending gets false. Idempotent.</summary>
    public void Dispose() => _core.RemoveReceiver(this, ref _isEnded);

    /// <summary>True: it is known, now, whether the value has changed or never will; a change counts as seen.</summary>
    internal bool TrySeeChange(out bool hasChanged)
    {
        // Before the version: what was sent before the last sender ended is seen before the end.
        var isClosed = _core.IsClosed;
        hasChanged = false;
        if (_isEnded.Read())
            return true;
        var version = _core.Version;
        hasChanged = version != Seen;
        if (hasChanged)
            Seen = version;
        return hasChanged || isClosed;
    }
}
