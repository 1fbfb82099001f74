using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>A lock that owns the value it guards, so that only the holder can reach the value. See <see cref="AsyncMutex"/>.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
[DebuggerTypeProxy(typeof(ResourceDebugView))]
public sealed partial class AsyncMutex<T> : IResourceHolder
{
    private readonly MutexCore<Guard> _core;
    private T _value;

    /// <summary>Creates a free lock around a value.</summary>
    /// <param name="value">The value.</param>
    public AsyncMutex(T value)
    {
        _value = value;
        _core = new(version => new Guard(this, version));
    }

    /// <inheritdoc cref="AsyncMutex.Name"/>
    public string? Name
    {
        get => _core.Identity.Name;
        init => _core.Identity.SetName(value, _core);
    }

    /// <inheritdoc cref="AsyncMutex.IsLocked"/>
    public bool IsLocked => _core.IsLocked;

    /// <inheritdoc cref="AsyncMutex.WaiterCount"/>
    public int WaiterCount => _core.WaiterCount;

    internal MutexCore<Guard> Core => _core;

    private string DebuggerDisplay => _core.DebuggerDisplay;

    IResource IResourceHolder.Resource => _core;

    /// <inheritdoc cref="AsyncMutex.LockAsync"/>
    public ValueTask<Guard> LockAsync(CancellationToken cancellationToken = default) => _core.EnterAsync(cancellationToken);

    /// <inheritdoc cref="AsyncMutex.TryLock"/>
    public bool TryLock(out Guard guard)
    {
        var taken = _core.TryEnter(out var version);
        guard = taken ? new(this, version) : default;
        return taken;
    }

    /// <inheritdoc cref="AsyncMutex.BlockingLock"/>
    public Guard BlockingLock(CancellationToken cancellationToken = default)
    {
        BlockingGuard.Check("AsyncMutex.BlockingLock", "LockAsync");
        return _core.EnterBlocking(cancellationToken);
    }

    /// <inheritdoc cref="AsyncMutex.Guard"/>
    public readonly struct Guard : IDisposable
    {
        private readonly AsyncMutex<T>? _mutex;
        private readonly long _version;

        internal Guard(AsyncMutex<T> mutex, long version)
        {
            _mutex = mutex;
            _version = version;
        }

        /// <summary>The value, by reference: the holder may read and replace it.</summary>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ref T Value
        {
            get
            {
                if (_mutex?._core.IsHeldBy(_version) != true)
                    throw DoubleDisposeCounter.Used("mutex guard");
                return ref _mutex._value;
            }
        }

        /// <summary>
        /// Turns this guard into a guard of a part of the value, so that the code that gets it can reach nothing else. The lock stays held.
        /// This guard becomes stale, and may still be disposed.
        /// </summary>
        /// <typeparam name="TPart">The type of the part.</typeparam>
        /// <param name="part">Returns the part of the value. Called at each use, so it should be fast.</param>
        /// <returns>The guard of the part, which releases the lock.</returns>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public MappedGuard<TPart> Map<TPart>(ValuePart<T, TPart> part)
        {
            ArgumentNullException.ThrowIfNull(part);
            var mutex = _mutex ?? throw DoubleDisposeCounter.Used("mutex guard");
            return new(mutex, mutex._core.Renew(_version), part);
        }

        /// <inheritdoc cref="AsyncMutex.Guard.Dispose"/>
        public void Dispose() => _mutex?._core.Exit(_version);
    }
}
