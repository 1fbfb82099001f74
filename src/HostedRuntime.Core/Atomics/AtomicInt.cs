using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>
/// An integer that threads share. Only the type whose state it holds may use it. Every operation here is the bare instruction. The
/// interleaving explorer compiles the engine with its own version of this type, in which each operation may switch threads.
/// </summary>
internal struct AtomicInt(int value)
{
    private int _value = value;

    /// <summary>Reads the value with acquire semantics.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Read() => Volatile.Read(in _value);

    /// <summary>Reads the value without ordering, for the only thread that writes it or under the lock that guards the writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int ReadOwn() => _value;

    /// <summary>Writes the value with release semantics. No fence against a load that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int value) => Volatile.Write(ref _value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Exchange(int value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Replaces the value if it equals <paramref name="comparand"/>. A full fence.</summary>
    /// <returns>The old value: <paramref name="comparand"/> if it was replaced.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareExchange(int value, int comparand) => Interlocked.CompareExchange(ref _value, value, comparand);

    /// <summary>Adds to the value and returns the sum. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int value) => Interlocked.Add(ref _value, value);

    /// <summary>Sets bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Or(int bits) => Interlocked.Or(ref _value, bits);

    /// <summary>Keeps only these bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int And(int bits) => Interlocked.And(ref _value, bits);
}
