using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>An <see cref="AtomicInt"/> with 64 bits.</summary>
internal struct AtomicLong(long value)
{
    private long _value = value;

    /// <summary>Reads the value with acquire semantics.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long Read() => Volatile.Read(in _value);

    /// <summary>Reads the value without ordering, for the only thread that writes it or under the lock that guards the writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long ReadOwn() => _value;

    /// <summary>Writes the value with release semantics. No fence against a load that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(long value) => Volatile.Write(ref _value, value);

    /// <summary>Replaces the value if it equals <paramref name="comparand"/>. A full fence.</summary>
    /// <returns>The old value: <paramref name="comparand"/> if it was replaced.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long value, long comparand) => Interlocked.CompareExchange(ref _value, value, comparand);

    /// <summary>Adds to the value and returns the sum. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Add(long value) => Interlocked.Add(ref _value, value);
}
