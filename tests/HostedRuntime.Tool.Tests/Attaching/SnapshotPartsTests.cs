using HostedRuntime.Tool.Attaching;

namespace HostedRuntime.Tool.Tests.Attaching;

/// <summary>The parts of an answer make its text in the order of their numbers.</summary>
public sealed class SnapshotPartsTests
{
    private readonly SnapshotParts _parts = new("mine");

    [Fact]
    public void Text_WhenPartsCameInAnyOrder_IsInOrder()
    {
        _parts.Take("mine", "json", 2, 2, "b");
        Assert.False(_parts.IsComplete);
        _parts.Take("mine", "json", 1, 2, "a");
        Assert.True(_parts.IsComplete);
        Assert.Equal("ab", _parts.Text);
    }

    [Fact]
    public void Take_PartOfOtherRequest_IsIgnored()
    {
        _parts.Take("other", "json", 1, 1, "a");
        Assert.Equal((0, 0), _parts.Progress);
        Assert.False(_parts.IsComplete);
    }

    [Fact]
    public void IsError_WhenFormatIsError_IsTrue()
    {
        _parts.Take("mine", "error", 1, 1, "It failed.");
        Assert.True(_parts.IsError);
    }

    [Fact]
    public void Progress_WhenPartIsMissing_CountsArrived()
    {
        _parts.Take("mine", "json", 1, 3, "a");
        _parts.Take("mine", "json", 3, 3, "c");
        Assert.Equal((2, 3), _parts.Progress);
        Assert.False(_parts.IsComplete);
    }
}
