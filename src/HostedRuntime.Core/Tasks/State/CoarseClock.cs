namespace HostedRuntime.Tasks;

/// <summary>
/// The clock for ages, in steps of 16 ms. Its reading takes a quarter of the fine one's, and 32 bits last for two years.
/// </summary>
internal static class CoarseClock
{
    public static uint Now => (uint)(Environment.TickCount64 >> 4);

    /// <summary>Returns the time between two readings; zero if the second comes before the first.</summary>
    public static TimeSpan Between(uint from, uint to) => TimeSpan.FromMilliseconds((long)Math.Max(0, unchecked((int)(to - from))) << 4);
}
