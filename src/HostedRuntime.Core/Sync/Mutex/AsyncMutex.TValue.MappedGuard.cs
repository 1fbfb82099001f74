namespace HostedRuntime.Sync;

// The guard of a part of the value.
public sealed partial class AsyncMutex<T>
{
    /// <summary>Holds the lock for a part of its value. Disposing a guard twice, or a copy of it, never releases another hold.</summary>
    /// <typeparam name="TPart">The type of the part.</typeparam>
    public readonly struct MappedGuard<TPart> : IDisposable
    {
        private readonly AsyncMutex<T>? _mutex;
        private readonly long _version;
        private readonly ValuePart<T, TPart> _part;

        internal MappedGuard(AsyncMutex<T> mutex, long version, ValuePart<T, TPart> part)
        {
            _mutex = mutex;
            _version = version;
            _part = part;
        }

        /// <summary>The part, by reference: the holder may read and replace it.</summary>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ref TPart Value
        {
            get
            {
                if (_mutex?._core.IsHeldBy(_version) != true)
                    throw DoubleDisposeCounter.Used("mutex guard");
                return ref _part(ref _mutex._value);
            }
        }

        /// <inheritdoc cref="AsyncMutex.Guard.Dispose"/>
        public void Dispose() => _mutex?._core.Exit(_version);
    }
}
