using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>
/// A word that threads share. Owned by the one type whose states it holds; every operation here is the bare instruction, and a point where
/// the interleaving explorer may switch threads when it compiles the engine with its own version of this type.
/// </summary>
internal struct AtomicInt(int value)
{
    private int _value = value;

    /// <summary>Acquire.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Read() => Volatile.Read(in _value);

    /// <summary>Plain; for the only thread that writes, or under the lock that guards the writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int ReadOwn() => _value;

    /// <summary>Release; no fence against a load that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int value) => Volatile.Write(ref _value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Exchange(int value) => Interlocked.Exchange(ref _value, value);

    /// <summary>What was there; <paramref name="comparand"/> means that it was replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareExchange(int value, int comparand) => Interlocked.CompareExchange(ref _value, value, comparand);

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int value) => Interlocked.Add(ref _value, value);

    /// <summary>What was there before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Or(int bits) => Interlocked.Or(ref _value, bits);

    /// <summary>What was there before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int And(int bits) => Interlocked.And(ref _value, bits);
}
