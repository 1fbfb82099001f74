using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Time;

/// <summary>Checks every time that a user waits for, as the BCL does.</summary>
internal static class Delay
{
    /// <summary>
    /// Checks a time. The BCL drops fractions of a millisecond before it looks at the sign, so what is left of a time that has just passed
    /// is zero for it. Here that goes for negative times only: a positive fraction counts, or the wait would be early.
    /// </summary>
    /// <returns>The time; zero for one between -1 ms and zero; <see cref="Timeout.InfiniteTimeSpan"/> from -1 ms down to -2 ms.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is -2 ms or less.</exception>
    public static TimeSpan Checked(TimeSpan delay, string name)
    {
        if (delay >= TimeSpan.Zero)
            return delay;
        if (!TryRound(ref delay))
            Refuse(delay, name);
        return delay;
    }

    /// <summary>Reads a negative time as the BCL does, for a caller that words the refusal.</summary>
    /// <returns>True if the time is now zero or infinite; false if it is refused.</returns>
    public static bool TryRound(ref TimeSpan negative)
    {
        if (negative.Ticks <= -2 * TimeSpan.TicksPerMillisecond)
            return false;
        negative = negative.Ticks > -TimeSpan.TicksPerMillisecond ? TimeSpan.Zero : Timeout.InfiniteTimeSpan;
        return true;
    }

    /// <summary>From now to a time of day by the current clock; zero when it has passed.</summary>
    public static TimeSpan Until(DateTimeOffset due)
    {
        var left = due - Waiting.CurrentClock.Value.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    [DoesNotReturn]
    private static void Refuse(TimeSpan delay, string name)
        => throw new ArgumentOutOfRangeException(name, delay, "The time must not be negative. Use TimeSpan.Zero for now, or Timeout.InfiniteTimeSpan for never.");
}
