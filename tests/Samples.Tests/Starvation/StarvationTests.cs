using System.Globalization;
using System.Xml.Linq;

namespace Samples.Tests.Starvation;

/// <summary>Short runs of both forms. They assert counts, never times.</summary>
public sealed class StarvationTests : IDisposable
{
    private static readonly string[] s_load =
    [
        SampleRun.Quiet, "--Load:Rounds=1", "--Load:WarmUpRequests=2", "--Load:WarmUp=00:00:00.100", "--Load:Calm=00:00:00.200", "--Load:Slow=00:00:00.600",
        "--Load:StockInterval=00:00:00.010", "--Load:OrderInterval=00:00:00.050", "--Load:SlowVendorTime=00:00:00.050", "--Load:MailTime=00:00:00.020", "--Load:RequestTimeout=00:01:00",
        "--Load:ArrivalTime=00:01:00",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("starvation-");

    private string Plot => Path.Combine(_folder.FullName, "plot.svg");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_ShortLoad_CountsRequestsAndWork()
    {
        var page = Path.Combine(_folder.FullName, "page.md");
        await File.WriteAllTextAsync(page, "before\n<!-- figures of samples/Starvation -->\nold\n<!-- end of the figures -->\nafter\n");

        var run = await SampleRun.OfAsync("Starvation", [.. s_load, $"--Plot={Plot}", $"--Pages={page}"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["round 1 of 1: Plain", "round 1 of 1: OnRuntimes"], run.Output[..2]);
        Assert.Equal((80, 80), Row(run, "stock requests sent"));
        Assert.Equal((16, 16), Row(run, "orders sent"));
        var (accepted, confirmed, lost) = (Row(run, "orders accepted, with the warm-up"), Row(run, "of these, confirmed by mail"), Row(run, "of these, lost at the stop"));
        Assert.Equal((0, 0), Row(run, "orders: errors"));
        // Two orders come in the warm-up. Those that are sent before it, one after the other, count nowhere.
        Assert.Equal((18, 18), accepted);
        Assert.Equal(18, confirmed.Plain + lost.Plain);
        Assert.Equal((18, 0), (confirmed.OnRuntimes, lost.OnRuntimes));

        var table = string.Join('\n', run.Output.Where(static line => line.StartsWith('|')));
        var renewed = await File.ReadAllTextAsync(page);
        Assert.StartsWith("before\n<!-- figures of samples/Starvation -->\n2", renewed, StringComparison.Ordinal);
        Assert.Contains($"\n\n{table}\n\n<!-- end of the figures -->\nafter\n", renewed, StringComparison.Ordinal);
        Assert.DoesNotContain("old", renewed, StringComparison.Ordinal);
        var bars = XElement.Load(Plot).Descendants().Where(static element => (string?)element.Attribute("class") == "loss").ToList();
        Assert.Equal([lost.Plain > 0, false], bars.Select(static bar => (double)bar.Attribute("width")! > 0));
    }

    [Fact]
    public async Task Run_MailsNeverAnswered_CountsAllOrdersAsLost()
    {
        var run = await SampleRun.OfAsync("Starvation", [.. s_load, "--Load:MailTime=01:00:00", "--AsyncRuntime:ShutdownTimeout=00:00:01", $"--Plot={Plot}"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal((0, 0), Row(run, "orders: errors"));
        Assert.Equal((18, 18), Row(run, "orders accepted, with the warm-up"));
        Assert.Equal((0, 0), Row(run, "of these, confirmed by mail"));
        Assert.Equal((18, 18), Row(run, "of these, lost at the stop"));
    }

    [Theory]
    [InlineData("--Load:Rounds=0", "Rounds ('0') must be greater than or equal to '1'.")]
    [InlineData("--Load:Round=1", "'Round'")]
    public async Task Run_InvalidLoad_DoesNotStart(string setting, string message)
    {
        var run = await SampleRun.OfAsync("Starvation", setting, $"--Plot={Plot}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    private static (int Plain, int OnRuntimes) Row(SampleRun run, string name)
    {
        var cells = Assert.Single(run.Output, line => line.StartsWith($"| {name} |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        return (int.Parse(cells[2], NumberStyles.Number, CultureInfo.InvariantCulture), int.Parse(cells[3], NumberStyles.Number, CultureInfo.InvariantCulture));
    }
}
