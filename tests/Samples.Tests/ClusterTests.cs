namespace Samples.Tests;

public sealed class ClusterTests
{
    [Fact]
    public async Task Run_WhenANodeIsKilled_DoesEveryPictureOnce()
    {
        var run = await SampleRun.OfAsync("Cluster");

        Assert.Equal("", run.Error);
        Assert.Equal(
            ["nodes: 3", "pictures: 24", "half of the thumbnails are there, and node 3 is killed", "thumbnails: 24 of 24, each by one recorded run: yes"],
            run.Output[..^1]);
        Assert.Matches("^run again on another node: [0-9]+$", run.Output[^1]);
        Assert.Equal(0, run.ExitCode);
    }
}
