using Starvation.Load;

namespace Samples.Tests.Starvation;

public sealed class WorkTests
{
    [Theory]
    [InlineData(new int[0], new int[0], 0, 0, 0)]
    [InlineData(new[] { 1, 2, 3 }, new[] { 2 }, 3, 1, 2)]
    [InlineData(new[] { 1, 2 }, new[] { 2, 1, 7 }, 2, 2, 0)]
    [InlineData(new[] { 1 }, new[] { 7 }, 1, 0, 1)]
    public void Of_AcceptedAndConfirmed_CountsLost(int[] accepted, int[] confirmed, int all, int sent, int lost)
        => Assert.Equal(new Work(all, sent, lost), Work.Of(accepted, confirmed));
}
