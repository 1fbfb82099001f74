using Starvation.Figures;

namespace Samples.Tests.Starvation;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 0.5, 1)]
    [InlineData(3, 0.5, 2)]
    [InlineData(100, 0.99, 99)]
    [InlineData(101, 0.99, 100)]
    [InlineData(100, 1, 100)]
    [InlineData(100, 0, 1)]
    public void Of_NumbersFromOne_IsNearestRank(int count, double share, double expected)
        => Assert.Equal(expected, Percentile.Of([.. Enumerable.Range(1, count).Select(static number => (double)number)], share));

    [Fact]
    public void Spread_OfRounds_ShowsMedianLowestAndHighest()
        => Assert.Equal("2.0 [1.0-10.5]", Spread.Of([10.5, 1, 2]).ToString("0.0"));
}
