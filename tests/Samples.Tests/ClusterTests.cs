using System.Text.RegularExpressions;

namespace Samples.Tests;

public sealed partial class ClusterTests
{
    [Fact]
    public async Task Run_WhenANodeIsKilled_DoesEveryPictureOnce()
    {
        var run = await SampleRun.OfAsync("Cluster");

        Assert.Equal("", run.Error);
        Assert.Equal(
            [
                "starting 3 nodes, each a process of this program, with a folder of files as the store",
                "nodes: 3",
                "jobs: 24, one for each picture",
            ],
            run.Output[..3]);
        var killed = Killed().Match(run.Output[3]);
        Assert.True(killed.Success, run.Output[3]);
        var dead = killed.Groups[1].Value;
        Assert.All(run.Output[4..^3], line => Assert.Matches($"^picture [0-9]+: run 1 on node {dead} .+, and run 2 on node [^{dead}] gave the result$", line));
        Assert.Matches($"^runs: [0-9]+ begun, [0-9]+ finished, [0-9]+ cut off on node {dead}$", run.Output[^3]);
        Assert.Equal("thumbnails: 24, results: 24, pictures: 24", run.Output[^2]);
        Assert.Equal($"every picture has one result, and was run again only if node {dead} had it: yes", run.Output[^1]);
        Assert.Equal(0, run.ExitCode);
    }

    [GeneratedRegex("^half of the results are there, and the process of node ([23]) is killed while it draws [0-9]+ pictures; the others notice it after some two seconds$")]
    private static partial Regex Killed();
}
