using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// A lock that may be held across awaits. Fair: strictly first come, first served. Not reentrant. Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// Semantics are tokio's <c>Mutex</c>: a cancelled wait loses its place and nothing else. Neither a free lock nor, as a rule, a wait for
/// one allocates. A task that waits shows who holds the lock in <see cref="Diagnostics.TaskInfo.WaitsOn"/>, a guard that was forgotten
/// included; a Debug build says when a task waits for a mutex that it holds itself.
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public sealed class AsyncMutex
{
    private readonly MutexCore<Guard> _core;

    /// <summary>Makes a free lock.</summary>
    public AsyncMutex() => _core = new(version => new Guard(this, version));

    /// <summary>True while somebody holds it. A moment's view.</summary>
    public bool IsLocked => _core.IsLocked;

    /// <summary>How many wait. A moment's view.</summary>
    public int WaiterCount => _core.WaiterCount;

    private string DebuggerDisplay => _core.DebuggerDisplay;

    /// <summary>Takes the lock, after everybody who asked before. Dispose the guard to release it.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The guard. Await it once.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted, before the lock was granted.</exception>
    public ValueTask<Guard> LockAsync(CancellationToken ct = default) => _core.EnterAsync(ct);

    /// <summary>Takes the lock if it is free and nobody waits. Never waits, and spends no budget.</summary>
    /// <param name="guard">The guard, when it was taken.</param>
    /// <returns>True when it was taken.</returns>
    public bool TryLock(out Guard guard)
    {
        var taken = _core.TryEnter(out var version);
        guard = taken ? new(this, version) : default;
        return taken;
    }

    /// <summary>Takes the lock, blocking this thread.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired before the lock was granted.</exception>
    public Guard BlockingLock(CancellationToken ct = default)
    {
        BlockingGuard.Check("AsyncMutex.BlockingLock", "LockAsync");
        return _core.EnterBlocking(ct);
    }

    /// <summary>The lock, held. Disposing it twice, or a copy of it, releases nothing that is not its own.</summary>
    public readonly struct Guard : IDisposable
    {
        private readonly AsyncMutex? _mutex;
        private readonly long _version;

        internal Guard(AsyncMutex mutex, long version)
        {
            _mutex = mutex;
            _version = version;
        }

        /// <summary>Releases the lock to the one who waits longest.</summary>
        public void Dispose() => _mutex?._core.Exit(_version);
    }
}
