using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// A lock that may be held across awaits. Fair: strictly first come, first served. Not reentrant. Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>Mutex</c>: a cancelled wait loses its place and nothing else. A free lock allocates nothing, and
/// usually a wait allocates nothing either. <see cref="Diagnostics.TaskInfo.WaitsOn"/> of a waiting task shows the holder of the lock, so a
/// guard that was never released can be found. A Debug build reports a task that waits for a mutex that it holds itself.
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class AsyncMutex : IResourceHolder
{
    private readonly MutexCore<Guard> _core;

    /// <summary>Creates a free lock.</summary>
    public AsyncMutex() => _core = new(version => new Guard(this, version));

    /// <summary>
    /// The name of the lock in snapshots, logs and reports of deadlocks. A named one is listed even while no code uses it.
    /// </summary>
    /// <value>Null by default: no name.</value>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public string? Name
    {
        get => _core.Identity.Name;
        init => _core.Identity.SetName(value, _core);
    }

    /// <summary>True while the lock is held. It may change at any time.</summary>
    public bool IsLocked => _core.IsLocked;

    /// <summary>The number of waiting callers. It may change at any time.</summary>
    public int WaiterCount => _core.WaiterCount;

    internal MutexCore<Guard> Core => _core;

    private string DebuggerDisplay => _core.DebuggerDisplay;

    IResource IResourceHolder.Resource => _core;

    /// <summary>Takes the lock, after every caller that asked before. Dispose the guard to release it.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The guard. Await it once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the lock was granted.
    /// </exception>
    public ValueTask<Guard> LockAsync(CancellationToken cancellationToken = default) => _core.EnterAsync(cancellationToken);

    /// <summary>Takes the lock if it is free and no caller waits. Never waits, and spends no budget.</summary>
    /// <param name="guard">The guard, if the lock was taken.</param>
    /// <returns>True if the lock was taken; otherwise false.</returns>
    public bool TryLock(out Guard guard)
    {
        var taken = _core.TryEnter(out var version);
        guard = taken ? new(this, version) : default;
        return taken;
    }

    /// <summary>Takes the lock, and blocks this thread meanwhile.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before the lock was granted.</exception>
    public Guard BlockingLock(CancellationToken cancellationToken = default)
    {
        BlockingGuard.Check("AsyncMutex.BlockingLock", "LockAsync");
        return _core.EnterBlocking(cancellationToken);
    }

    /// <summary>Holds the lock. Disposing a guard twice, or a copy of it, never releases another hold.</summary>
    public readonly struct Guard : IDisposable
    {
        private readonly AsyncMutex? _mutex;
        private readonly long _version;

        internal Guard(AsyncMutex mutex, long version)
        {
            _mutex = mutex;
            _version = version;
        }

        /// <summary>Releases the lock, to the oldest waiter if there is one.</summary>
        public void Dispose() => _mutex?._core.Exit(_version);
    }
}
