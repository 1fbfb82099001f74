using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>The same as <see cref="AtomicInt"/> for a flag.</summary>
internal struct AtomicBool(bool value)
{
    private bool _value = value;

    /// <summary>Acquire.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Read() => Volatile.Read(in _value);

    /// <summary>Plain; for the only thread that writes, or under the lock that guards the writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool ReadOwn() => _value;

    /// <summary>Release; no fence against a load that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(bool value) => Volatile.Write(ref _value, value);

    /// <summary>What was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Exchange(bool value) => Interlocked.Exchange(ref _value, value);
}
