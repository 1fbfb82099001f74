using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>The same as <see cref="AtomicInt"/> for a reference.</summary>
internal struct AtomicRef<T>(T? value) where T : class
{
    private T? _value = value;

    /// <summary>Acquire.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T? Read() => Volatile.Read(in _value);

    /// <summary>Plain; for the only thread that writes, or under the lock that guards the writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T? ReadOwn() => _value;

    /// <summary>Release; no fence against a load that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T? value) => Volatile.Write(ref _value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? Exchange(T? value) => Interlocked.Exchange(ref _value, value);

    /// <summary>What was there; <paramref name="comparand"/> means that it was replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? CompareExchange(T? value, T? comparand) => Interlocked.CompareExchange(ref _value, value, comparand);
}
