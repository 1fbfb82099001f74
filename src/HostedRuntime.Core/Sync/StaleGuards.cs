namespace HostedRuntime.Sync;

/// <summary>Counts guards that were disposed twice, as a copy, or after a downgrade: harmless, and worth knowing.</summary>
internal static class StaleGuards
{
    private static long s_count;

    public static long Total => Volatile.Read(ref s_count);

    public static void Count() => Interlocked.Increment(ref s_count);

    public static InvalidOperationException Used(string type)
        => new($"This {type} was released already. Take the lock again; a guard is valid from its acquisition to its first Dispose or Downgrade.");
}
