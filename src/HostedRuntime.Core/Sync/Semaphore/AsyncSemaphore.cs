using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// A number of permits that code takes and gives back, across awaits. Fair: strictly first come, first served, whatever the sizes, so a large
/// request at the head of the queue holds small ones back. Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// <para>Semantics are tokio's <c>Semaphore</c>, where <see cref="SemaphoreSlim"/> promises no order. A cancelled wait loses its place and nothing else.
/// Permits that are free while somebody waits belong to the first in line: they are not available to others.</para>
/// <para>There is nothing to dispose: <see cref="Close"/> ends it. Uncontended it allocates nothing.</para>
/// </remarks>
[DebuggerDisplay("AvailablePermits = {AvailablePermits}, WaiterCount = {WaiterCount}, IsClosed = {IsClosed}, held by {_core.Holders,nq}")]
public sealed class AsyncSemaphore
{
    /// <summary>The most permits that a semaphore can have, free and held together.</summary>
    public const int MaxPermits = int.MaxValue;

    private readonly SemaphoreCore _core;

    /// <summary>Makes a semaphore.</summary>
    /// <param name="permits">How many permits are free at first: 0 to <see cref="MaxPermits"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is negative.</exception>
    public AsyncSemaphore(int permits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(permits);
        _core = new(permits);
    }

    /// <summary>How many permits <see cref="TryAcquire(int, out Permit)"/> could take. A moment's view; 0 while somebody waits.</summary>
    public int AvailablePermits => _core.Available;

    /// <summary>How many wait. A moment's view.</summary>
    public int WaiterCount => _core.WaiterCount;

    /// <summary>True once <see cref="Close"/> was called.</summary>
    public bool IsClosed => _core.IsClosed;

    /// <summary>Takes one permit, after everybody who asked before. Dispose it to give it back.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The permit. Await it once.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted, before the permit was granted.</exception>
    /// <exception cref="SemaphoreClosedException">The semaphore was closed before the permit was granted.</exception>
    public ValueTask<Permit> AcquireAsync(CancellationToken ct = default) => _core.AcquireAsync(1, ct);

    /// <summary>Takes several permits at once, after everybody who asked before; meanwhile those who ask later wait, however little they want.</summary>
    /// <param name="count">How many: 0 to <see cref="MaxPermits"/>. More than there are waits until they are added. None is granted at once.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>All of them, as one permit. Await it once.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted, before they were granted.</exception>
    /// <exception cref="SemaphoreClosedException">The semaphore was closed before they were granted.</exception>
    public ValueTask<Permit> AcquireAsync(int count, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _core.AcquireAsync(count, ct);
    }

    /// <summary>Takes one permit if one is free and nobody waits.</summary>
    /// <param name="permit">The permit, when it was taken.</param>
    /// <returns>True when it was taken; false also when the semaphore is closed.</returns>
    public bool TryAcquire(out Permit permit) => _core.TryAcquire(1, out permit);

    /// <summary>Takes several permits if they are free and nobody waits.</summary>
    /// <param name="count">How many: 0 to <see cref="MaxPermits"/>.</param>
    /// <param name="permit">All of them, as one permit, when they were taken.</param>
    /// <returns>True when they were taken; false also when the semaphore is closed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public bool TryAcquire(int count, out Permit permit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _core.TryAcquire(count, out permit);
    }

    /// <summary>Takes permits, blocking this thread.</summary>
    /// <param name="count">How many: 0 to <see cref="MaxPermits"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>All of them, as one permit.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired before they were granted.</exception>
    /// <exception cref="SemaphoreClosedException">The semaphore was closed before they were granted.</exception>
    public Permit BlockingAcquire(int count = 1, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        BlockingGuard.Check("AsyncSemaphore.BlockingAcquire", "AcquireAsync");
        return _core.AcquireBlocking(count, ct);
    }

    /// <summary>Makes new permits. Not for those that were acquired: they are given back by disposing them.</summary>
    /// <param name="count">How many: 0 to <see cref="MaxPermits"/> less those that exist.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="SemaphoreFullException">There would be more than <see cref="MaxPermits"/>, free and held.</exception>
    public void AddPermits(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _core.Add(count);
    }

    /// <summary>Takes free permits out of the semaphore for good. Not those that are held, nor those that belong to somebody who waits.</summary>
    /// <param name="count">How many at most: 0 to <see cref="MaxPermits"/>.</param>
    /// <returns>How many there were to remove.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public int RemovePermits(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _core.Remove(count);
    }

    /// <summary>
    /// Ends the semaphore: those who wait and those who acquire later get a <see cref="SemaphoreClosedException"/>. Permits that are held stay
    /// valid and may be given back. Closing it again does nothing.
    /// </summary>
    public void Close() => _core.Close();

    /// <summary>
    /// Permits, held. Disposing them twice, or a copy, or after <see cref="Merge"/> or <see cref="Forget"/>, gives back nothing that is not their own.
    /// </summary>
    public readonly struct Permit : IDisposable
    {
        private readonly SemaphoreCore? _core;
        private readonly Holding _holding;

        internal Permit(SemaphoreCore core, Holding holding)
        {
            _core = core;
            _holding = holding;
        }

        /// <summary>How many permits these are: less after <see cref="Split"/>, more after <see cref="Merge"/>.</summary>
        /// <exception cref="InvalidOperationException">They were given back, merged into others, or forgotten.</exception>
        public int Count => _core?.CountOf(_holding) ?? throw Stale();

        /// <summary>Parts some of these permits off, to be given back on their own. No wait, and none is free in between.</summary>
        /// <param name="count">How many: 0 to <see cref="Count"/>.</param>
        /// <returns>The new permits; these keep the rest.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or more than <see cref="Count"/>.</exception>
        /// <exception cref="InvalidOperationException">They were given back, merged into others, or forgotten.</exception>
        public Permit Split(int count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            if (_core?.TrySplit(_holding, count) is { } parted)
                return new(_core, parted);
            throw new ArgumentOutOfRangeException(nameof(count), count, $"Only as many permits can be parted off as there are: 0 to {Count}.");
        }

        /// <summary>Adds the permits of another to these. The other is stale after, and may still be disposed.</summary>
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

        /// <summary>Takes these permits out of the semaphore for good: they are never given back.</summary>
        /// <exception cref="InvalidOperationException">They were given back, merged into others, or forgotten.</exception>
        public void Forget()
        {
            if (_core?.TryForget(_holding) != true)
                throw Stale();
        }

        /// <summary>Gives the permits back, to the one who waits longest.</summary>
        public void Dispose() => _core?.Release(_holding);

        private static InvalidOperationException Stale()
            => new("These permits were given back, merged into others, or forgotten already. Acquire again; a permit is valid from its acquisition to its first Dispose, Forget, or Merge into another.");
    }
}
