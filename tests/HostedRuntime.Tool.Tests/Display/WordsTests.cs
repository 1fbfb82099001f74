using HostedRuntime.Diagnostics;
using HostedRuntime.Tool.Display;

namespace HostedRuntime.Tool.Tests.Display;

/// <summary>The words of the tables.</summary>
public sealed class WordsTests
{
    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(8.12, "8.1 s")]
    [InlineData(75, "1 min 15 s")]
    [InlineData(7_265, "2 h 1 min")]
    [InlineData(180_000, "2 d 2 h")]
    public void Of_Span_HasTwoUnitsAtMost(double seconds, string text) => Assert.Equal(text, Words.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Of_UnknownSpan_IsDash() => Assert.Equal("-", Words.Of(null));

    [Theory]
    [InlineData(0.25, "0.3")]
    [InlineData(12_345.6, "12,346")]
    public void OfRate_Value_HasFewDigits(double rate, string text) => Assert.Equal(text, Words.OfRate(rate));

    [Fact]
    public void WaitsOf_ResourceTaskAndOther_SaysEach()
    {
        var room = new WaitSnapshot("mpsc write, full (1)", "room", new ResourceRef(ResourceKind.Mpsc, 3, "orders"), null);
        var sleep = new WaitSnapshot("sleep, due in 4.2 s", "", null, null);
        var join = new WaitSnapshot("join of 'loader'", "join", null, 17);
        Assert.Equal("Mpsc 'orders' (room)", Waits(room));
        Assert.Equal("sleep, due in 4.2 s", Waits(sleep));
        Assert.Equal("end of task 17; and 2 more", Waits(join, room, sleep));
        Assert.Equal("-", Waits());
    }

    [Fact]
    public void SiteOf_BodyOfBlockOn_SaysSo() => Assert.Equal("BlockOn", Words.SiteOf(Snapshots.Task(1) with { File = "" }));

    private static string Waits(params WaitSnapshot[] waits) => Words.WaitsOf(Snapshots.Task(1) with { Waits = waits });
}
