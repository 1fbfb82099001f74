using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Time;

/// <summary>Checks the times that users pass, as the BCL does.</summary>
internal static class DelayArgument
{
    /// <summary>Checks a time, with the BCL's rules for negative times.</summary>
    /// <remarks>
    /// The BCL drops fractions of a millisecond before it looks at the sign. So the remainder of a time that has just passed counts as
    /// zero. Here only negative times lose the fraction. A positive fraction counts, because the wait would otherwise end early.
    /// </remarks>
    /// <returns>
    /// The time. Between -1 ms and zero it becomes zero, and from -1 ms to above -2 ms <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is -2 ms or less.</exception>
    public static TimeSpan Checked(TimeSpan delay, string name)
    {
        if (delay >= TimeSpan.Zero)
            return delay;
        if (!TryRound(ref delay))
            Refuse(delay, name);
        return delay;
    }

    /// <summary>Reads a negative time as the BCL does, for a caller with its own error message.</summary>
    /// <returns>True if the time is now zero or infinite; false if it is refused.</returns>
    public static bool TryRound(ref TimeSpan negative)
    {
        if (negative.Ticks <= -2 * TimeSpan.TicksPerMillisecond)
            return false;
        negative = negative.Ticks > -TimeSpan.TicksPerMillisecond ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
        return true;
    }

    /// <summary>Returns the time from now to a time of day by the current clock; zero if that has passed.</summary>
    public static TimeSpan Until(DateTimeOffset due)
    {
        var left = due - Waiting.CurrentClock.Value.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    [DoesNotReturn]
    private static void Refuse(TimeSpan delay, string name)
        => throw new ArgumentOutOfRangeException(name, delay, "The time must not be negative. Use TimeSpan.Zero for now, or Timeout.InfiniteTimeSpan for never.");
}
