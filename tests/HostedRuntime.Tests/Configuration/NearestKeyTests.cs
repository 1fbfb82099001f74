using HostedRuntime.Configuration;

namespace HostedRuntime.Tests.Configuration;

public sealed class NearestKeyTests
{
    [Theory]
    [InlineData("cahce", "cache")]
    [InlineData("cach", "cache")]
    [InlineData("CACHE", "cache")]
    [InlineData("Wroker", "worker")]
    [InlineData("hace", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Find_WithinOneErrorInThreeLetters_ReturnsNearest(string key, string? nearest) => Assert.Equal(nearest, NearestKey.Find(key, ["store", "cache", "worker", "a"]));

    [Fact]
    public void Find_WhenKeyIsHuge_ComparesNothing()
    {
        var key = new string('c', 50_000_000);
        var names = Enumerable.Range(0, 100).Select(i => $"cache{i}").ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(NearestKey.Find(key, names));
        // The key is compared with a hundred names. If each comparison visited every letter of the key, the search would take minutes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }
}
