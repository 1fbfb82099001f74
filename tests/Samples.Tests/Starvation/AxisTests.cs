using Starvation.Plots;

namespace Samples.Tests.Starvation;

public sealed class AxisTests
{
    [Theory]
    [InlineData(4, new[] { 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4 })]
    [InlineData(6.5, new[] { 0, 1.0, 2, 3, 4, 5, 6 })]
    [InlineData(44, new[] { 0, 10.0, 20, 30, 40 })]
    [InlineData(900, new[] { 0, 200.0, 400, 600, 800 })]
    public void Linear_Highest_HasRoundTicks(double highest, double[] ticks) => Assert.Equal(ticks, Axis.Linear(highest, 0, 100).Ticks, (a, b) => Math.Abs(a - b) < 1e-9);

    [Fact]
    public void Linear_Value_IsPlacedInProportion() => Assert.Equal(60, Axis.Linear(40, 100, 20).Place(20));

    [Fact]
    public void Logarithmic_Values_AreBetweenPowersOfTen()
    {
        var axis = Axis.Logarithmic(lowest: 0.2, highest: 5_000, from: 0, to: 5);

        Assert.Equal([0.1, 1, 10, 100, 1_000, 10_000], axis.Ticks, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(3, axis.Place(100), 1e-9);
    }
}
