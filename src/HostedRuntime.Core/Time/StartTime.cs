namespace HostedRuntime.Time;

/// <summary>When a time began for which an alarm is armed later, or never.</summary>
/// <remarks>
/// A reading of the clock is 50 ns of a timeout of 300, for it holds up what stands around it; one of the system's tick count, which steps by milliseconds, is
/// 15. So a start that is hardly ever asked for is a rough one: of what has passed since so much is counted as is certain. It is never told as earlier
/// than it was, and as later by at most <see cref="Largest"/>, or by all that has passed since if that was less.
/// </remarks>
internal readonly struct StartTime
{
    /// <summary>Milliseconds by which the difference of two tick counts may be too large: a step is 15.6 at most, on Windows, and the rest is lost in rounding.</summary>
    private const long Step = 17;

    private readonly long _at;
    private readonly bool _isRough;

    private StartTime(long at, bool isRough) => (_at, _isRough) = (at, isRough);

    /// <summary>What a rough one may be off by: a step of each of two tick counts.</summary>
    public static TimeSpan Largest => TimeSpan.FromMilliseconds(2 * Step);

    /// <summary>Now, by the clock of those alarms.</summary>
    public static StartTime Exact(Alarms alarms) => new(alarms.Now, isRough: false);

    /// <summary>Now, for alarms by the system's clock.</summary>
    public static StartTime Rough() => new(Environment.TickCount64, isRough: true);

    /// <summary>When so much time after it is over; <see cref="Alarms.Never"/> as in <see cref="Alarms.After"/>.</summary>
    public long Due(Alarms alarms, TimeSpan delay)
    {
        if (!_isRough)
            return alarms.After(_at, delay);
        if (delay < TimeSpan.Zero)
            return Alarms.Never;
        // Before the clock is read: what passes between the two makes it later, not earlier.
        var passed = TimeSpan.FromMilliseconds(Math.Max(0, Environment.TickCount64 - _at - Step));
        return alarms.After(alarms.Now, delay > passed ? delay - passed : TimeSpan.Zero);
    }
}
