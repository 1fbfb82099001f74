namespace HostedRuntime.Dashboard.Feed;

/// <summary>Readings of a clock in the unit of the plots.</summary>
internal static class ClockReading
{
    /// <summary>Returns the time in seconds since 1970.</summary>
    public static double SecondsNow(this TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
}
