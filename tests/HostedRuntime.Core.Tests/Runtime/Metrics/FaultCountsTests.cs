namespace HostedRuntime.Tests.Runtime.Metrics;

public sealed class FaultCountsTests
{
    [Fact]
    public void Read_WithoutFault_IsEmpty() => Assert.Empty(new FaultCounts().Read());

    [Fact]
    public void Read_AfterThreeFaults_CountsThemByType()
    {
        var counts = new FaultCounts();
        counts.Add(new FormatException());
        counts.Add(new TimeoutException());
        counts.Add(new FormatException());
        Assert.Equal([new("System.FormatException", 2), new("System.TimeoutException", 1)], counts.Read().OrderBy(static pair => pair.Key));
    }
}
