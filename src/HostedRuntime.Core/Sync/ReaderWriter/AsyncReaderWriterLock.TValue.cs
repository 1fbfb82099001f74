using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>A reader-writer lock that owns the value it guards. See <see cref="AsyncReaderWriterLock"/>.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed partial class AsyncReaderWriterLock<T> : IResourceHolder
{
    private readonly ReaderWriterCore<ReadGuard, WriteGuard> _core;
    private T _value;

    /// <summary>Creates a free lock around a value.</summary>
    /// <param name="value">The value.</param>
    public AsyncReaderWriterLock(T value)
    {
        _value = value;
        _core = new(hold => new ReadGuard(this, hold), version => new WriteGuard(this, version));
    }

    /// <inheritdoc cref="AsyncReaderWriterLock.Name"/>
    public string? Name
    {
        get => _core.Identity.Name;
        init => _core.Identity.SetName(value, _core);
    }

    /// <inheritdoc cref="AsyncReaderWriterLock.ReaderCount"/>
    public int ReaderCount => _core.ReaderCount;

    /// <inheritdoc cref="AsyncReaderWriterLock.IsWriteLocked"/>
    public bool IsWriteLocked => _core.IsWriting;

    /// <inheritdoc cref="AsyncReaderWriterLock.WaiterCount"/>
    public int WaiterCount => _core.WaiterCount;

    internal ReaderWriterCore<ReadGuard, WriteGuard> Core => _core;

    private string DebuggerDisplay => _core.DebuggerDisplay;

    IResource IResourceHolder.Resource => _core;

    /// <inheritdoc cref="AsyncReaderWriterLock.ReadLockAsync"/>
    public ValueTask<ReadGuard> ReadLockAsync(CancellationToken cancellationToken = default) => _core.ReadAsync(cancellationToken);

    /// <inheritdoc cref="AsyncReaderWriterLock.WriteLockAsync"/>
    public ValueTask<WriteGuard> WriteLockAsync(CancellationToken cancellationToken = default) => _core.WriteAsync(cancellationToken);

    /// <inheritdoc cref="AsyncReaderWriterLock.TryReadLock"/>
    public bool TryReadLock(out ReadGuard guard) => _core.TryRead(out guard);

    /// <inheritdoc cref="AsyncReaderWriterLock.TryWriteLock"/>
    public bool TryWriteLock(out WriteGuard guard) => _core.TryWrite(out guard);

    /// <inheritdoc cref="AsyncReaderWriterLock.BlockingReadLock"/>
    public ReadGuard BlockingReadLock(CancellationToken cancellationToken = default)
    {
        BlockingGuard.Check("AsyncReaderWriterLock.BlockingReadLock", "ReadLockAsync");
        return _core.ReadBlocking(cancellationToken);
    }

    /// <inheritdoc cref="AsyncReaderWriterLock.BlockingWriteLock"/>
    public WriteGuard BlockingWriteLock(CancellationToken cancellationToken = default)
    {
        BlockingGuard.Check("AsyncReaderWriterLock.BlockingWriteLock", "WriteLockAsync");
        return _core.WriteBlocking(cancellationToken);
    }

    /// <summary>Holds the lock for reading. Disposing a guard twice, or a copy of it, never releases another hold.</summary>
    public readonly struct ReadGuard : IDisposable
    {
        private readonly AsyncReaderWriterLock<T>? _lock;
        private readonly HolderHandle _hold;

        internal ReadGuard(AsyncReaderWriterLock<T> owner, HolderHandle hold)
        {
            _lock = owner;
            _hold = hold;
        }

        /// <summary>The value, by read-only reference.</summary>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ref readonly T Value
        {
            get
            {
                if (_lock?._core.IsHeldBy(_hold) != true)
                    throw DoubleDisposeCounter.Used("read guard");
                return ref _lock._value;
            }
        }

        /// <summary>
        /// Turns this guard into a guard of a part of the value. The lock stays held. This guard becomes stale, and may still be disposed.
        /// </summary>
        /// <typeparam name="TPart">The type of the part.</typeparam>
        /// <param name="part">Returns the part of the value. Called at each use, so it should be fast.</param>
        /// <returns>The guard of the part, which releases the lock.</returns>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public MappedReadGuard<TPart> Map<TPart>(ReadOnlyValuePart<T, TPart> part)
        {
            ArgumentNullException.ThrowIfNull(part);
            var owner = _lock ?? throw DoubleDisposeCounter.Used("read guard");
            return new(owner, owner._core.Renew(_hold), part);
        }

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _lock?._core.ExitRead(_hold);
    }

    /// <summary>Holds the lock for writing. Disposing a guard twice, or after a downgrade, never releases another hold.</summary>
    public readonly struct WriteGuard : IDisposable
    {
        private readonly AsyncReaderWriterLock<T>? _lock;
        private readonly long _version;

        internal WriteGuard(AsyncReaderWriterLock<T> owner, long version)
        {
            _lock = owner;
            _version = version;
        }

        /// <summary>The value, by reference: the holder may read and replace it.</summary>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ref T Value
        {
            get
            {
                if (_lock?._core.IsHeldBy(_version) != true)
                    throw DoubleDisposeCounter.Used("write guard");
                return ref _lock._value;
            }
        }

        /// <summary>
        /// Turns the write hold into a read hold, without letting a writer in between. This guard becomes stale, and may still be disposed.
        /// </summary>
        /// <returns>The read guard.</returns>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ReadGuard Downgrade() => (_lock ?? throw DoubleDisposeCounter.Used("write guard"))._core.Downgrade(_version);

        /// <summary>
        /// Turns this guard into a guard of a part of the value. The lock stays held. This guard becomes stale, and may still be disposed.
        /// </summary>
        /// <typeparam name="TPart">The type of the part.</typeparam>
        /// <param name="part">Returns the part of the value. Called at each use, so it should be fast.</param>
        /// <returns>The guard of the part, which releases the lock.</returns>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public MappedWriteGuard<TPart> Map<TPart>(ValuePart<T, TPart> part)
        {
            ArgumentNullException.ThrowIfNull(part);
            var owner = _lock ?? throw DoubleDisposeCounter.Used("write guard");
            return new(owner, owner._core.Renew(_version), part);
        }

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _lock?._core.ExitWrite(_version);
    }
}
