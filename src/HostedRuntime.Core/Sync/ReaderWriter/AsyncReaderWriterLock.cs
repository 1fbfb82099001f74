using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// A lock for many readers or one writer, which may be held across awaits. Fair: first come, first served, so a reader waits behind a
/// writer that came before it. Not reentrant: if a task reads, and reads again while a writer waits, it waits for itself. Thread-safe;
/// works on and off a runtime.
/// </summary>
/// <remarks>
/// The semantics are those of tokio's <c>RwLock</c>: write-preferring through the queue, and an atomic downgrade. A cancelled wait loses
/// its place and nothing else. A free lock allocates nothing, and usually a wait allocates nothing either.
/// <see cref="Diagnostics.TaskInfo.WaitsOn"/> of a waiting task shows the holders of the lock. A Debug build reports a task that reads and
/// asks to read again behind a writer that waits for it.
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed class AsyncReaderWriterLock : IResourceHolder
{
    private readonly ReaderWriterCore<ReadGuard, WriteGuard> _core;

    /// <summary>Creates a free lock.</summary>
    public AsyncReaderWriterLock() => _core = new(hold => new ReadGuard(this, hold), version => new WriteGuard(this, version));

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

    /// <summary>The number of readers that hold the lock. It may change at any time.</summary>
    public int ReaderCount => _core.ReaderCount;

    /// <summary>True while a writer holds the lock. It may change at any time.</summary>
    public bool IsWriteLocked => _core.IsWriting;

    /// <summary>The number of waiting readers and writers. It may change at any time.</summary>
    public int WaiterCount => _core.WaiterCount;

    internal ReaderWriterCore<ReadGuard, WriteGuard> Core => _core;

    private string DebuggerDisplay => _core.DebuggerDisplay;

    IResource IResourceHolder.Resource => _core;

    /// <summary>Takes the lock for reading, together with other readers, after every writer that asked before.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The guard. Await it once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the lock was granted.
    /// </exception>
    public ValueTask<ReadGuard> ReadLockAsync(CancellationToken cancellationToken = default) => _core.ReadAsync(cancellationToken);

    /// <summary>Takes the lock for writing, alone, after every reader and writer that asked before.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The guard. Await it once.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> fired, or the waiting task was aborted, before the lock was granted.
    /// </exception>
    public ValueTask<WriteGuard> WriteLockAsync(CancellationToken cancellationToken = default) => _core.WriteAsync(cancellationToken);

    /// <summary>Takes the lock for reading if no writer holds it and no caller waits. Never waits, and spends no budget.</summary>
    /// <param name="guard">The guard, if the lock was taken.</param>
    /// <returns>True if the lock was taken; otherwise false.</returns>
    public bool TryReadLock(out ReadGuard guard) => _core.TryRead(out guard);

    /// <summary>Takes the lock for writing if it is free and no caller waits. Never waits, and spends no budget.</summary>
    /// <param name="guard">The guard, if the lock was taken.</param>
    /// <returns>True if the lock was taken; otherwise false.</returns>
    public bool TryWriteLock(out WriteGuard guard) => _core.TryWrite(out guard);

    /// <summary>Takes the lock for reading, and blocks this thread meanwhile.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before the lock was granted.</exception>
    public ReadGuard BlockingReadLock(CancellationToken cancellationToken = default)
    {
        BlockingGuard.Check("AsyncReaderWriterLock.BlockingReadLock", "ReadLockAsync");
        return _core.ReadBlocking(cancellationToken);
    }

    /// <summary>Takes the lock for writing, and blocks this thread meanwhile.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired before the lock was granted.</exception>
    public WriteGuard BlockingWriteLock(CancellationToken cancellationToken = default)
    {
        BlockingGuard.Check("AsyncReaderWriterLock.BlockingWriteLock", "WriteLockAsync");
        return _core.WriteBlocking(cancellationToken);
    }

    /// <summary>Holds the lock for reading. Disposing a guard twice, or a copy of it, never releases another hold.</summary>
    public readonly struct ReadGuard : IDisposable
    {
        private readonly AsyncReaderWriterLock? _lock;
        private readonly HolderHandle _hold;

        internal ReadGuard(AsyncReaderWriterLock owner, HolderHandle hold)
        {
            _lock = owner;
            _hold = hold;
        }

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _lock?._core.ExitRead(_hold);
    }

    /// <summary>Holds the lock for writing. Disposing a guard twice, or after a downgrade, never releases another hold.</summary>
    public readonly struct WriteGuard : IDisposable
    {
        private readonly AsyncReaderWriterLock? _lock;
        private readonly long _version;

        internal WriteGuard(AsyncReaderWriterLock owner, long version)
        {
            _lock = owner;
            _version = version;
        }

        /// <summary>
        /// Turns the write hold into a read hold, without letting a writer in between. This guard becomes stale, and may still be disposed.
        /// </summary>
        /// <returns>The read guard.</returns>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ReadGuard Downgrade() => (_lock ?? throw DoubleDisposeCounter.Used("write guard"))._core.Downgrade(_version);

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _lock?._core.ExitWrite(_version);
    }
}
