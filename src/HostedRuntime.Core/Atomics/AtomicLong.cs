using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>The same as <see cref="AtomicInt"/> in 64 bits.</summary>
internal struct AtomicLong(long value)
{
    private long _value = value;

    /// <summary>Acquire.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Read() => Volatile.Read(in _value);

    /// <summary>Plain; for the only thread that writes, or under the lock that guards the writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long ReadOwn() => _value;

    /// <summary>Release; no fence against a load that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long value) => Volatile.Write(ref _value, value);

    /// <summary>What was there; <paramref name="comparand"/> means that it was replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long value, long comparand) => Interlocked.CompareExchange(ref _value, value, comparand);

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Add(long value) => Interlocked.Add(ref _value, value);
}
