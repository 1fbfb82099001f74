using System.Runtime.CompilerServices;

namespace HostedRuntime.Atomics;

/// <summary>
/// Memory barriers, for an order that acquire and release do not give, such as that of a store and a load after it. Each use names its
/// partner.
/// </summary>
internal static class Fence
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Full() => Interlocked.MemoryBarrier();

    /// <summary>
    /// Orders the loads before it before the loads after it. So a copy is made before the state that says whether the copy is valid is
    /// read. Free on x64.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Loads() => Volatile.ReadBarrier();

    /// <summary>
    /// Orders the stores before it before the stores after it. So a state is changed before the value that it describes. Free on x64.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stores() => Volatile.WriteBarrier();

    /// <summary>
    /// Makes every processor that runs this process pass a full fence. It costs the caller microseconds, and the other side of the pair
    /// needs no fence.
    /// </summary>
    /// <remarks>
    /// .NET itself suspends threads with it, so .NET does not run on a system where it is no barrier. Linux has membarrier for it since
    /// 4.14. On an older Linux .NET changes the protection of a page. That interrupts the other processors on x64, but not necessarily on
    /// Arm64.
    /// </remarks>
    public static void ProcessWide() => Interlocked.MemoryBarrierProcessWide();
}
