using HostedRuntime.Atomics;

namespace HostedRuntime.Sync;

/// <summary>Counts guards that were disposed again, as a copy, or after a downgrade. That is harmless, but worth knowing.</summary>
internal static class DoubleDisposeCounter
{
    private static AtomicLong s_count;

    public static long Total => s_count.Read();

    public static void Count() => s_count.Add(1);

    public static InvalidOperationException Used(string type)
        => new($"This {type} was released already. Take the lock again; a guard is valid from its acquisition to its first Dispose or Downgrade.");
}
