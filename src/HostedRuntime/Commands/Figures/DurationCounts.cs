using System.Numerics;

namespace HostedRuntime.Commands;

/// <summary>
/// Counts durations in four buckets for each power of two, from 100 ns to 40 days. So memory stays the same however many are counted, and
/// no percentile is more than a quarter too long. Not thread-safe.
/// </summary>
internal sealed class DurationCounts
{
    /// <summary>2 to this power, in units of 100 ns, is 40 days.</summary>
    private const int MostPower = 45;

    private readonly long[] _buckets = new long[4 * MostPower];
    private long _total;

    public void Add(TimeSpan duration)
    {
        _buckets[BucketOf(duration.Ticks)]++;
        _total++;
    }

    /// <summary>Returns the upper end of the bucket that holds the percentile; null if nothing was counted.</summary>
    /// <param name="part">The part of the durations that are not longer, above 0 and at most 1.</param>
    public TimeSpan? Percentile(double part)
    {
        if (_total == 0)
            return null;
        var left = (long)Math.Ceiling(_total * part);
        for (var bucket = 0; ; bucket++)
        {
            left -= _buckets[bucket];
            if (left <= 0)
                return TimeSpan.FromTicks(LongestOf(bucket));
        }
    }

    /// <summary>The power of two and the two bits after its highest one are the bucket. Below four, each number has its own.</summary>
    private static int BucketOf(long ticks)
    {
        if (ticks < 4)
            return (int)Math.Max(0, ticks);
        var power = BitOperations.Log2((ulong)ticks);
        return power > MostPower ? (4 * MostPower) - 1 : (4 * (power - 1)) + (int)((ticks >> (power - 2)) & 3);
    }

    private static long LongestOf(int bucket) => bucket < 4 ? bucket : ((5L + (bucket % 4)) << ((bucket / 4) - 1)) - 1;
}
