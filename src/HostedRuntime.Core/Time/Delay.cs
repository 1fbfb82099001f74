using System.Diagnostics.CodeAnalysis;

namespace HostedRuntime.Time;

/// <summary>What is asked of every time that a user waits for.</summary>
internal static class Delay
{
    /// <summary>How a negative one is refused; -1 ms means for ever.</summary>
    public static void Check(TimeSpan delay, string name)
    {
        if (delay < TimeSpan.Zero && delay != Timeout.InfiniteTimeSpan)
            Refuse(delay, name);
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
