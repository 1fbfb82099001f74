using System.Diagnostics;
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
        var start = Stopwatch.GetTimestamp();
        var key = new string('c', 50_000_000);
        var names = Enumerable.Range(0, 100).Select(i => $"cache{i}").ToList();
        Assert.Null(NearestKey.Find(key, names));
        // Compared letter by letter it took minutes.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
    }
}
