using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// A number of permits that code acquires and gives back, across awaits. Fair: strictly first come, first served, whatever the sizes. So a
/// large request at the head of the queue holds back small ones. Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// <para>The semantics are those of tokio's <c>Semaphore</c>; <see cref="SemaphoreSlim"/>, in contrast, promises no order. A cancelled wait
/// loses its place and nothing else. While a caller waits, free permits belong to the first waiter and are not available to others.</para>
/// <para>There is nothing to dispose: <see cref="Close"/> ends the semaphore. An uncontended semaphore allocates nothing.</para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class AsyncSemaphore : IResourceHolder
{
    /// <summary>The largest number of permits that a semaphore can have, free and held together.</summary>
    public const int MaxPermits = int.MaxValue;

    private readonly SemaphoreCore _core;

    /// <summary>Creates a semaphore.</summary>
    /// <param name="permits">How many permits are free at first: 0 to <see cref="MaxPermits"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is negative.</exception>
    public AsyncSemaphore(int permits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        _core = new(permits);
    }

    /// <summary>
    /// The name of the semaphore in snapshots, logs and reports of deadlocks. A named one is listed even while no code uses it.
    /// </summary>
    /// <value>Null by default: no name.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? Name
    {
        get => _core.Identity.Name;
        init => _core.Identity.SetName(value, _core);
    }

    /// <summary>
    /// How many permits <see cref="TryAcquire(int, out Permit)"/> could take. Zero while a caller waits. It may change at any time.
    /// </summary>
    public int AvailablePermits => _core.Available;

    internal SemaphoreCore Core => _core;

    IResource IResourceHolder.Resource => _core;

    private string DebuggerDisplay => ResourceDebugView.TextOf(this);

    /// <summary>The number of waiting callers. It may change at any time.</summary>
    public int WaiterCount => _core.WaiterCount;

    /// <summary>True once <see cref="Close"/> was called.</summary>
    public bool IsClosed => _core.IsClosed;

    /// <summary>Takes one permit, after every caller that asked before. Dispose the permit to give it back.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The permit. Await it once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the permit was granted.
    /// </exception>
    /// <exception cref="SemaphoreClosedException">The semaphore was closed before the permit was granted.</exception>
    public ValueTask<Permit> AcquireAsync(CancellationToken cancellationToken = default) => _core.AcquireAsync(1, cancellationToken);

    /// <summary>
    /// Takes several permits at once, after every caller that asked before. Meanwhile later callers wait, even if they need fewer permits.
    /// </summary>
    /// <param name="count">
    /// How many permits: 0 to <see cref="MaxPermits"/>. A request for more permits than exist waits until they are added. A request for 0
    /// is granted at once.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>All of them, as one permit. Await it once.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the permits were granted.
    /// </exception>
    /// <exception cref="SemaphoreClosedException">The semaphore was closed before the permits were granted.</exception>
    public ValueTask<Permit> AcquireAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _core.AcquireAsync(count, cancellationToken);
    }

    /// <summary>Takes one permit if one is free and no caller waits.</summary>
    /// <param name="permit">The permit, if it was taken.</param>
    /// <returns>True if the permit was taken; otherwise false, also if the semaphore is closed.</returns>
    public bool TryAcquire(out Permit permit) => _core.TryAcquire(1, out permit);

    /// <summary>Takes several permits if they are free and no caller waits.</summary>
    /// <param name="count">How many permits: 0 to <see cref="MaxPermits"/>.</param>
    /// <param name="permit">All of them, as one permit, if they were taken.</param>
    /// <returns>True if the permits were taken; otherwise false, also if the semaphore is closed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public bool TryAcquire(int count, out Permit permit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _core.TryAcquire(count, out permit);
    }

    /// <summary>Takes permits, and blocks this thread meanwhile.</summary>
    /// <param name="count">How many permits: 0 to <see cref="MaxPermits"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>All of them, as one permit.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before the permits were granted.</exception>
    /// <exception cref="SemaphoreClosedException">The semaphore was closed before the permits were granted.</exception>
    public Permit BlockingAcquire(int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        BlockingGuard.Check("AsyncSemaphore.BlockingAcquire", "AcquireAsync");
        return _core.AcquireBlocking(count, cancellationToken);
    }

    /// <summary>Adds new permits. To give back an acquired permit, dispose it instead.</summary>
    /// <param name="count">How many permits: 0 to <see cref="MaxPermits"/> minus the number that exists.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="SemaphoreFullException">There would be more than <see cref="MaxPermits"/>, free and held.</exception>
    public void AddPermits(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _core.Add(count);
    }

    /// <summary>Removes free permits for good. Permits that are held, or that belong to a waiter, stay.</summary>
    /// <param name="count">How many permits at most: 0 to <see cref="MaxPermits"/>.</param>
    /// <returns>The number of permits that were removed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public int RemovePermits(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _core.Remove(count);
    }

    /// <summary>
    /// Ends the semaphore. Waiting and later callers get a <see cref="SemaphoreClosedException"/>. Held permits stay valid and may be given
    /// back. Closing again does nothing.
    /// </summary>
    public void Close() => _core.Close();

    /// <summary>
    /// Holds one or more permits. Disposing it twice, or a copy of it, or after <see cref="Merge"/> or <see cref="Forget"/>, never gives
    /// back the permits of another holder.
    /// </summary>
    public readonly struct Permit : IDisposable
    {
        private readonly SemaphoreCore? _core;
        private readonly HolderHandle _holding;

        internal Permit(SemaphoreCore core, HolderHandle holding)
        {
            _core = core;
            _holding = holding;
        }

        /// <summary>The number of permits: fewer after <see cref="Split"/>, more after <see cref="Merge"/>.</summary>
        /// <exception cref="InvalidOperationException">The permits were given back, merged into others, or forgotten.</exception>
        public int Count => _core?.CountOf(_holding) ?? throw Stale();

        /// <summary>
        /// Splits off some of these permits, to be given back separately. This never waits, and no permit is free in between.
        /// </summary>
        /// <param name="count">How many permits: 0 to <see cref="Count"/>.</param>
        /// <returns>The new permits; this object keeps the others.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or more than <see cref="Count"/>.</exception>
        /// <exception cref="InvalidOperationException">The permits were given back, merged into others, or forgotten.</exception>
        public Permit Split(int count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            if (_core?.TrySplit(_holding, count) is { } parted)
                return new(_core, parted);
            throw new ArgumentOutOfRangeException(nameof(count), count, $"Only as many permits can be parted off as there are: 0 to {Count}.");
        }

        /// <summary>Adds the permits of another object to these. The other object becomes stale, and may still be disposed.</summary>
        /// <param name="other">Permits of the same semaphore.</param>
        /// <exception cref="ArgumentException"><paramref name="other"/> belongs to another semaphore, or is this one.</exception>
        /// <exception cref="InvalidOperationException">One of the two was given back, merged into others, or forgotten.</exception>
        public void Merge(Permit other)
        {
            if (_core is null || other._core is null)
                throw Stale();
            if (!ReferenceEquals(_core, other._core))
                throw new ArgumentException("These permits belong to another semaphore. Merge permits of one semaphore only.", nameof(other));
            if (_holding == other._holding)
                throw new ArgumentException("A permit cannot be merged into itself, or into a copy of itself.", nameof(other));
            if (!_core.TryMerge(_holding, other._holding))
                throw Stale();
        }

        /// <summary>Removes these permits from the semaphore for good: they are never given back.</summary>
        /// <exception cref="InvalidOperationException">The permits were given back, merged into others, or forgotten.</exception>
        public void Forget()
        {
            if (_core?.TryForget(_holding) != true)
                throw Stale();
        }

        /// <summary>Gives the permits back. They go to the oldest waiter first.</summary>
        public void Dispose() => _core?.Release(_holding);

        private static InvalidOperationException Stale()
            => new("These permits were given back, merged into others, or forgotten already. Acquire again; a permit is valid from its acquisition to its first Dispose, Forget, or Merge into another.");
    }
}
