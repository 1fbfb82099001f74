using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>An <see cref="AtomicInt"/> for a reference.</summary>
internal struct AtomicRef<T>(T? value) where T : class
{
    private T? _value = value;

    /// <summary>Reads the value with acquire semantics.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T? Read() => Volatile.Read(in _value);

    /// <summary>Reads the value without ordering, for the only thread that writes it or under the lock that guards the writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T? ReadOwn() => _value;

    /// <summary>Writes the value with release semantics. No fence against a load that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T? value) => Volatile.Write(ref _value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? Exchange(T? value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Replaces the value if it is <paramref name="comparand"/>. A full fence.</summary>
    /// <returns>The old value: <paramref name="comparand"/> if it was replaced.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? CompareExchange(T? value, T? comparand) => Interlocked.CompareExchange(ref _value, value, comparand);
}
