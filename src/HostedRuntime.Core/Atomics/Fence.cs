using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>Order between a store and a load that follows it, which no acquire or release gives. Each use names its partner.</summary>
internal static class Fence
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Full() => Interlocked.MemoryBarrier();

    /// <summary>Loads before it come before loads after it: a copy is made before the word is read that says whether it is good. Free on x64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Loads() => Volatile.ReadBarrier();

    /// <summary>Stores before it come before stores after it: the word is changed before what it speaks of. Free on x64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stores() => Volatile.WriteBarrier();

    /// <summary>
    /// Has every processor that runs this process pass a full fence: microseconds for the caller, and the other side of the pair
    /// needs none. .NET itself suspends threads with it, so a system where it is no barrier does not run .NET either. Linux has membarrier for it
    /// since 4.14; on an older one .NET changes the protection of a page, which interrupts the other processors on x64 and need not on Arm64.
    /// </summary>
    public static void ProcessWide() => Interlocked.MemoryBarrierProcessWide();
}
