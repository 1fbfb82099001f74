using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Samples.Tests;

/// <summary>The comparison, as short as it can be: what it prints and draws, and not how fast this machine is.</summary>
public sealed partial class StarvationTests
{
    [Fact]
    public async Task Run_BothForms_PrintsTableAndWritesPlot()
    {
        var plot = Path.GetTempFileName();
        var run = await SampleRun.OfAsync("Starvation", "--seconds", "2", "--plot", plot);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("three phases of 2 s", run.Output[0], StringComparison.Ordinal);
        Assert.Equal(["plain", "runtimes"], run.Output[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            ["pings answered", "ping, median", "ping, 99 %", "ping, worst", "orders answered", "order, 99 %", "threads, most", "mails lost at the stop"],
            run.Output[2..].Select(static line => line[..24].TrimEnd()));

        // The host waits for the mails, so none is lost on runtimes, whatever the machine does.
        var mails = Mails().Matches(run.Output[^1]);
        Assert.Equal(2, mails.Count);
        Assert.Equal("0", mails[1].Groups["lost"].Value);
        Assert.NotEqual("0", mails[1].Groups["promised"].Value);

        var svg = XDocument.Load(plot).Root!;
        Assert.Equal(4, svg.Elements().Count(static element => element.Name.LocalName == "path" && element.Attribute("stroke-linejoin") is not null));
        File.Delete(plot);
    }

    [Theory]
    [InlineData("--seconds", "1")]
    [InlineData("--seconds")]
    [InlineData("--rate", "5")]
    public async Task Run_WithWrongArguments_ExplainsThem(params string[] arguments)
    {
        var run = await SampleRun.OfAsync("Starvation", arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("usage: Starvation", run.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<lost>\d+) of (?<promised>\d+)")]
    private static partial Regex Mails();
}
