using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>An <see cref="AtomicInt"/> for a flag.</summary>
internal struct AtomicBool(bool value)
{
    private bool _value = value;

    /// <summary>Reads the value with acquire semantics.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Read() => Volatile.Read(in _value);

    /// <summary>Reads the value without ordering, for the only thread that writes it or under the lock that guards the writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool ReadOwn() => _value;

    /// <summary>Writes the value with release semantics. No fence against a load that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(bool value) => Volatile.Write(ref _value, value);

    /// <summary>Replaces the value and returns the old one. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Exchange(bool value) => Interlocked.Exchange(ref _value, value);
}
