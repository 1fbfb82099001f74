namespace HostedRuntime.Sync;

// The guards of a part of the value.
public sealed partial class AsyncReaderWriterLock<T>
{
    /// <summary>
    /// Holds the lock for reading a part of its value. Disposing a guard twice, or a copy of it, never releases another hold.
    /// </summary>
    /// <typeparam name="TPart">The type of the part.</typeparam>
    public readonly struct MappedReadGuard<TPart> : IDisposable
    {
        private readonly AsyncReaderWriterLock<T>? _lock;
        private readonly HolderHandle _hold;
        private readonly ReadOnlyValuePart<T, TPart> _part;

        internal MappedReadGuard(AsyncReaderWriterLock<T> owner, HolderHandle hold, ReadOnlyValuePart<T, TPart> part)
        {
            _lock = owner;
            _hold = hold;
            _part = part;
        }

        /// <summary>The part, by read-only reference.</summary>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ref readonly TPart Value
        {
            get
            {
                if (_lock?._core.IsHeldBy(_hold) != true)
                    throw DoubleDisposeCounter.Used("read guard");
                return ref _part(ref _lock._value);
            }
        }

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _lock?._core.ExitRead(_hold);
    }

    /// <summary>
    /// Holds the lock for writing a part of its value. Disposing a guard twice, or a copy of it, never releases another hold.
    /// </summary>
    /// <typeparam name="TPart">The type of the part.</typeparam>
    public readonly struct MappedWriteGuard<TPart> : IDisposable
    {
        private readonly AsyncReaderWriterLock<T>? _lock;
        private readonly long _version;
        private readonly ValuePart<T, TPart> _part;

        internal MappedWriteGuard(AsyncReaderWriterLock<T> owner, long version, ValuePart<T, TPart> part)
        {
            _lock = owner;
            _version = version;
            _part = part;
        }

        /// <summary>The part, by reference: the holder may read and replace it.</summary>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ref TPart Value
        {
            get
            {
                if (_lock?._core.IsHeldBy(_version) != true)
                    throw DoubleDisposeCounter.Used("write guard");
                return ref _part(ref _lock._value);
            }
        }

        /// <summary>Releases the lock.</summary>
        public void Dispose() => _lock?._core.ExitWrite(_version);
    }
}
