using Starvation;
using Starvation.Figures;
using Starvation.Plots;

namespace Samples.Tests.Starvation;

public sealed class SeriesTests
{
    [Fact]
    public void Of_TwoRounds_HasSpreadOfCommonSlots()
    {
        (double, double)[] first = [(-0.1, 99), (0.1, 5), (0.2, 3), (1.1, 8)];
        (double, double)[] second = [(0.3, 7), (2.1, 1)];

        var series = Series.Of(Form.Plain, [first, second], slot: 1, static values => values[^1]);

        Assert.Equal([(0.5, new Spread(Median: 5, Lowest: 5, Highest: 7))], series.Points);
    }
}
