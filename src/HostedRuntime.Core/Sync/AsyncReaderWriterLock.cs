using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>
/// Many readers or one writer, held across awaits. Fair: first come, first served, so a reader waits behind a writer that came before it.
/// Not reentrant: a task that reads, and reads again while a writer waits, waits for itself. Thread-safe; works on and off a runtime.
/// </summary>
/// <remarks>
/// Semantics are tokio's <c>RwLock</c>: write-preferring through the queue, atomic downgrade, a cancelled wait loses its place and nothing
/// else. Neither a free lock nor, as a rule, a wait for one allocates. A task that waits shows who holds the lock in
/// <see cref="Diagnostics.TaskInfo.WaitsOn"/>; a Debug build says when a task asks to read again behind a writer that waits for it.
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public sealed class AsyncReaderWriterLock
{
    private readonly ReaderWriterCore<ReadGuard, WriteGuard> _core;

    /// <summary>Makes a free lock.</summary>
    public AsyncReaderWriterLock() => _core = new(hold => new ReadGuard(this, hold), version => new WriteGuard(this, version));

    /// <summary>How many read. A moment's view.</summary>
    public int ReaderCount => _core.ReaderCount;

    /// <summary>True while somebody writes. A moment's view.</summary>
    public bool IsWriteLocked => _core.IsWriting;

    /// <summary>How many wait, to read or to write. A moment's view.</summary>
    public int WaiterCount => _core.WaiterCount;

    private string DebuggerDisplay => _core.DebuggerDisplay;

    /// <summary>Takes the lock to read, together with other readers, after every writer that asked before.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The guard. Await it once.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted, before the lock was granted.</exception>
    public ValueTask<ReadGuard> ReadLockAsync(CancellationToken ct = default) => _core.ReadAsync(ct);

    /// <summary>Takes the lock to write, alone, after everybody who asked before.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The guard. Await it once.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired, or the waiting task was aborted, before the lock was granted.</exception>
    public ValueTask<WriteGuard> WriteLockAsync(CancellationToken ct = default) => _core.WriteAsync(ct);

    /// <summary>Takes the lock to read if nobody writes and nobody waits. Never waits, and spends no budget.</summary>
    /// <param name="guard">The guard, when it was taken.</param>
    /// <returns>True when it was taken.</returns>
    public bool TryReadLock(out ReadGuard guard) => _core.TryRead(out guard);

    /// <summary>Takes the lock to write if it is free and nobody waits. Never waits, and spends no budget.</summary>
    /// <param name="guard">The guard, when it was taken.</param>
    /// <returns>True when it was taken.</returns>
    public bool TryWriteLock(out WriteGuard guard) => _core.TryWrite(out guard);

    /// <summary>Takes the lock to read, blocking this thread.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired before the lock was granted.</exception>
    public ReadGuard BlockingReadLock(CancellationToken ct = default)
    {
        BlockingGuard.Check("AsyncReaderWriterLock.BlockingReadLock", "ReadLockAsync");
        return _core.ReadBlocking(ct);
    }

    /// <summary>Takes the lock to write, blocking this thread.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The guard.</returns>
    /// <exception cref="InvalidOperationException">Called on a worker thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> fired before the lock was granted.</exception>
    public WriteGuard BlockingWriteLock(CancellationToken ct = default)
    {
        BlockingGuard.Check("AsyncReaderWriterLock.BlockingWriteLock", "WriteLockAsync");
        return _core.WriteBlocking(ct);
    }

    /// <summary>The lock, held to read. Disposing it twice, or a copy of it, releases nothing that is not its own.</summary>
    public readonly struct ReadGuard : IDisposable
    {
        private readonly AsyncReaderWriterLock? _lock;
        private readonly Holding _hold;

        internal ReadGuard(AsyncReaderWriterLock owner, Holding hold)
        {
            _lock = owner;
            _hold = hold;
        }

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _lock?._core.ExitRead(_hold);
    }

    /// <summary>The lock, held to write. Disposing it twice, or after a downgrade, releases nothing that is not its own.</summary>
    public readonly struct WriteGuard : IDisposable
    {
        private readonly AsyncReaderWriterLock? _lock;
        private readonly long _version;

        internal WriteGuard(AsyncReaderWriterLock owner, long version)
        {
            _lock = owner;
            _version = version;
        }

        /// <summary>Turns the write hold into a read hold; no writer comes in between. This guard is stale after, and may still be disposed.</summary>
        /// <returns>The read guard.</returns>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ReadGuard Downgrade() => (_lock ?? throw StaleGuards.Used("write guard"))._core.Downgrade(_version);

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _lock?._core.ExitWrite(_version);
    }
}
