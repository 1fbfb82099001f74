using HostedRuntime.Commands;

namespace HostedRuntime.Tests.Commands.Figures;

public sealed class DurationCountsTests
{
    [Fact]
    public void Percentile_WithoutDurations_IsNull() => Assert.Null(new DurationCounts().Percentile(0.5));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_000)]
    [InlineData(123_456_789)]
    [InlineData(TimeSpan.TicksPerDay * 40)]
    public void Percentile_OfOneDuration_IsAtMostQuarterTooLong(long ticks)
    {
        var counts = new DurationCounts();
        counts.Add(TimeSpan.FromTicks(ticks));

        Assert.InRange(counts.Percentile(0.5)!.Value.Ticks, ticks, ticks + (ticks / 4));
    }

    [Fact]
    public void Percentile_OfHugeDuration_IsLongestBucket()
    {
        var counts = new DurationCounts();
        counts.Add(TimeSpan.MaxValue);

        Assert.True(counts.Percentile(1) > TimeSpan.FromDays(40));
    }

    [Fact]
    public void Percentile_OfHundredDurations_SeparatesSlowOnes()
    {
        var counts = new DurationCounts();
        for (var i = 0; i < 98; i++)
            counts.Add(TimeSpan.FromMilliseconds(1));
        counts.Add(TimeSpan.FromSeconds(1));
        counts.Add(TimeSpan.FromSeconds(10));

        Assert.InRange(counts.Percentile(0.5)!.Value.TotalMilliseconds, 1, 1.25);
        Assert.InRange(counts.Percentile(0.99)!.Value.TotalSeconds, 1, 1.25);
        Assert.InRange(counts.Percentile(1)!.Value.TotalSeconds, 10, 12.5);
    }
}
