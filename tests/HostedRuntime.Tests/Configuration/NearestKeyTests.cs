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
    public void Find_Key_IsTheNearestWithinOneSlipInThreeLetters(string key, string? nearest) => Assert.Equal(nearest, NearestKey.Find(key, ["store", "cache", "worker", "a"]));

    [Fact]
    public void Find_WhenTheKeyIsHuge_ComparesNothing()
    {
        var key = new string('c', 50_000_000);
        var names = Enumerable.Range(0, 100).Select(i => $"cache{i}").ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(NearestKey.Find(key, names));
        // A comparison has rows as long as the name, of which there are a hundred; letter by letter it took minutes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }
}
