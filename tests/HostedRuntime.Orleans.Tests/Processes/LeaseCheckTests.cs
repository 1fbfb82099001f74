using HostedRuntime.Tests.Nodes;

namespace HostedRuntime.Tests.Cluster.Processes;

/// <summary>The check of the soak finds what it looks for.</summary>
public sealed class LeaseCheckTests
{
    [Fact]
    public void Run_OneHolderAfterTheOther_FindsNothing()
        => Assert.Empty(LeaseCheck.Run([new("l", 2, "n2", 20, 30), new("l", 1, "n1", 10, 19), new("other", 1, "n1", 10, 30)]));

    [Fact]
    public void Run_TwoLiveHolders_FindsThem()
        => Assert.Contains("fence 1 of n1 was live", Assert.Single(LeaseCheck.Run([new("l", 1, "n1", 10, 20), new("l", 2, "n2", 15, 30)])), StringComparison.Ordinal);

    [Fact]
    public void Run_LongLeaseOverSeveralShort_FindsEach()
        => Assert.Equal(2, LeaseCheck.Run([new("l", 1, "n1", 10, 90), new("l", 2, "n2", 20, 30), new("l", 3, "n3", 40, 50)]).Count());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_FenceThatDoesNotRise_FindsIt(long second)
        => Assert.Equal($"lock l: fence {second} of n2 came after fence 2 of n1", Assert.Single(LeaseCheck.Run([new("l", 2, "n1", 10, 20), new("l", second, "n2", 25, 30)])));
}
