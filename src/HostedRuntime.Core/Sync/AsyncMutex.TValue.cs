using System.Diagnostics;
using HostedRuntime.Waiting;

namespace HostedRuntime.Sync;

/// <summary>A lock that owns the value it guards: who does not hold it cannot reach the value. See <see cref="AsyncMutex"/>.</summary>
/// <typeparam name="T">The value.</typeparam>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public sealed partial class AsyncMutex<T>
{
    private readonly MutexCore<Guard> _core;
    private T _value;

    /// <summary>Makes a free lock around a value.</summary>
    /// <param name="value">The value.</param>
    public AsyncMutex(T value)
    {
        _value = value;
        _core = new(version => new Guard(this, version));
    }

    /// <inheritdoc cref="AsyncMutex.IsLocked"/>
    public bool IsLocked => _core.IsLocked;

    /// <inheritdoc cref="AsyncMutex.WaiterCount"/>
    public int WaiterCount => _core.WaiterCount;

    private string DebuggerDisplay => _core.DebuggerDisplay;

    /// <inheritdoc cref="AsyncMutex.LockAsync"/>
    public ValueTask<Guard> LockAsync(CancellationToken ct = default) => _core.EnterAsync(ct);

    /// <inheritdoc cref="AsyncMutex.TryLock"/>
    public bool TryLock(out Guard guard)
    {
        var taken = _core.TryEnter(out var version);
        guard = taken ? new(this, version) : default;
        return taken;
    }

    /// <inheritdoc cref="AsyncMutex.BlockingLock"/>
    public Guard BlockingLock(CancellationToken ct = default)
    {
        BlockingGuard.Check("AsyncMutex.BlockingLock", "LockAsync");
        return _core.EnterBlocking(ct);
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

        /// <summary>The value, to read and to replace.</summary>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public ref T Value
        {
            get
            {
                if (_mutex?._core.IsHeldBy(_version) != true)
                    throw StaleGuards.Used("mutex guard");
                return ref _mutex._value;
            }
        }

        /// <summary>
        /// Turns this guard into one of a part of the value, so that who gets it can reach nothing else. The lock stays held; this guard is
        /// stale after, and may still be disposed.
        /// </summary>
        /// <typeparam name="TPart">The part.</typeparam>
        /// <param name="part">From the value to the part; called at each use, and to be quick.</param>
        /// <returns>The guard of the part, which releases the lock.</returns>
        /// <exception cref="InvalidOperationException">The guard was released.</exception>
        public MappedGuard<TPart> Map<TPart>(ValuePart<T, TPart> part)
        {
            ArgumentNullException.ThrowIfNull(part);
            var mutex = _mutex ?? throw StaleGuards.Used("mutex guard");
            return new(mutex, mutex._core.Renew(_version), part);
        }

        /// <inheritdoc cref="AsyncMutex.Guard.Dispose"/>
        public void Dispose() => _mutex?._core.Exit(_version);
    }
}
