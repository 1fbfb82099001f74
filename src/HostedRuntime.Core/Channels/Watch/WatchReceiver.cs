using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HostedRuntime.Atomics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Channels;

/// <summary>
/// The receiving end of a <see cref="Watch"/>. It reads the value, and knows whether it has seen the latest one. Only one reader at a time;
/// <see cref="Value"/> and all members except the waits and reads are thread-safe.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>watch::Receiver</c>. Values between two reads are skipped, but never the latest. A cancelled wait
/// has seen nothing. Reading the value takes no lock, so it holds up no sender.
/// </remarks>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class WatchReceiver<T> : IDisposable, IResourceHolder, IFanOutReceiver<WatchWaiter<T>>
{
    private readonly WatchCore<T> _core;

    /// <summary>The version of the value that was seen last. Written by the reader, or by the sender that wakes a waiting reader.</summary>
    private AtomicLong _seen;

    private AtomicBool _isEnded;

    internal WatchReceiver(WatchCore<T> core, long seen)
    {
        _core = core;
        _seen = new(seen);
    }

    /// <summary>The latest value. Reading this property does not mark the value as seen.</summary>
    public T Value => _core.Read(out _);

    /// <summary>True while the latest value has not been seen.</summary>
    public bool HasChanged => !IsEnded && Seen != _core.Version;

    /// <summary>
    /// True once every sender has ended or this receiver was disposed. The latest value may still be unseen. It may change at any time.
    /// </summary>
    public bool IsClosed => _isEnded.Read() || _core.IsClosed;

    internal bool IsEnded => _isEnded.Read();

    /// <summary>The version of the value that was seen last.</summary>
    internal long Seen
    {
        get => _seen.Read();
        set => _seen.Write(value);
    }

    bool IFanOutReceiver<WatchWaiter<T>>.IsEnded => IsEnded;

    WatchWaiter<T>? IFanOutReceiver<WatchWaiter<T>>.Waiter { get; set; }

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>Returns the latest value and marks it as seen.</summary>
    /// <returns>The value.</returns>
    public T Read()
    {
        var value = _core.Read(out var version);
        Seen = version;
        return value;
    }

    /// <summary>
    /// Marks the latest value as not seen: <see cref="HasChanged"/> is true, and the next <see cref="ChangedAsync"/> completes at once. A
    /// pending wait completes too. For a loop that must read the value again, for example after a failed attempt to apply it. Thread-safe.
    /// </summary>
    public void MarkChanged() => _core.MarkChanged(this);

    /// <summary>Waits until there is a value that was not seen, and marks it as seen.</summary>
    /// <param name="cancellationToken">Cancels the wait; nothing is marked as seen then.</param>
    /// <returns>
    /// True if the value changed. False if it never will, because every sender or this receiver has ended. Await it once.
    /// </returns>
    /// <exception cref="InvalidOperationException">Another wait of this receiver is pending.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    public ValueTask<bool> ChangedAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return CanceledWait.Of<bool>(cancellationToken);
        if (!Budget.TrySpend(out var task))
            return ForcedYield<bool>.After(this, static (receiver, cancellationToken) => receiver.ChangedAsync(cancellationToken), cancellationToken);
        if (TrySeeChange(out var hasChanged) || _core.Wait(this, cancellationToken, out hasChanged) is not { } waiter)
            return new(hasChanged);
        return waiter.Pend(task, cancellationToken);
    }

    internal CaseStart BeginWait(CaseLink link, out WatchWaiter<T>? waiter) => _core.BeginWait(this, link, out waiter);

    /// <summary>
    /// Waits until a value satisfies the predicate. The latest value is checked first. Values that are replaced quickly may be skipped.
    /// </summary>
    /// <param name="predicate">
    /// Returns whether a value is the desired one. Called on the waiting task, under no lock. If it throws, the wait throws that exception,
    /// and the value is not marked as seen.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The value that satisfies the predicate, marked as seen. Await it once.</returns>
    /// <exception cref="ChannelClosedException">
    /// The value will not change any more, because every sender or this receiver has ended.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another wait of this receiver is pending.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> WaitForAsync(Func<T, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        if (cancellationToken.IsCancellationRequested)
            return await CanceledWait.Of<T>(cancellationToken);
        // If the first value satisfies the predicate there is no wait, but the call still has to spend budget.
        if (!Budget.TrySpend())
            await YieldSource.Task;
        while (true)
        {
            var value = _core.Read(out var version);
            var isIt = predicate(value);
            Seen = version;
            if (isIt)
                return value;
            if (!await ChangedAsync(cancellationToken))
                throw new ChannelClosedException();
        }
    }

    /// <summary>
    /// Reads the current value, and then each changed value until every sender or this receiver has ended. Marks each value as seen.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The values. Values that are replaced quickly may be skipped, but never the latest.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired, or the waiting task was
    /// aborted.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        do
            yield return Read();
        while (await ChangedAsync(cancellationToken));
    }

    /// <summary>Creates one more receiver, which has seen the same version as this one.</summary>
    /// <returns>The receiver; its owner disposes it.</returns>
    public WatchReceiver<T> Clone() => _core.Subscribe(Seen);

    /// <summary>Ends this receiver. A pending wait gets false. Idempotent.</summary>
    public void Dispose() => _core.RemoveReceiver(this, ref _isEnded);

    /// <summary>Looks for a change without waiting, and marks a change as seen.</summary>
    /// <returns>True if it is known whether the value has changed or never will; otherwise false.</returns>
    internal bool TrySeeChange(out bool hasChanged)
    {
        // Read before the version, so that values that were sent before the last sender ended are seen before the end.
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
