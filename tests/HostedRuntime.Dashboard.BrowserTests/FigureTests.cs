using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using HostedRuntime.Dashboard.BrowserTests.Sites;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>
/// Measures the figures of docs/performance.md about pages, if HOSTEDRUNTIME_MEASURE is 1, and prints them. Nothing about time is asserted:
/// the machine may be busy.
/// </summary>
public sealed class FigureTests(Browser browser)
{
    private const int Loads = 7;

    private static readonly string[] s_views = ["overview", "tasks", "tasks&group=name", "tasks&group=stack", "tasks&state=ended", "resources", "graph", "workers", "startup", "commands"];

    /// <summary>Notes when the first row of the table is in the document, and when the browser has drawn a frame after that.</summary>
    private const string NoteFirstRow = """
        new MutationObserver((_, observer) => {
          if (document.querySelector('tr.row')) {
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => { window.firstRow = performance.now(); }));
          }
        }).observe(document, { childList: true, subtree: true });
        """;

    [Fact]
    public async Task Figures_OfBusyShop_ArePrinted()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HOSTEDRUNTIME_MEASURE") == "1", "Set HOSTEDRUNTIME_MEASURE=1 to measure.");
        await using var shop = await Shop.OpenAsync("--Shop:Visitors=10000", "--Shop:Shelves=200");
        var text = new StringBuilder();
        await PrintFirstPaintAsync(shop, text);
        foreach (var view in s_views)
            await PrintBytesAsync(shop, view, text);
        foreach (var fault in new[] { "deadlock", "stall", "full-channel", "leak" })
            await shop.SwitchOnAsync(fault);
        text.AppendLine(CultureInfo.InvariantCulture, $"with all faults: capture, ms {Range(await ReadMetaAsync(shop, "overview", "captureMs"))}; looks at the workers a second {Range(await ReadMetaAsync(shop, "workers", "sampleHz"))}; {Loads} frames");
        TestContext.Current.SendDiagnosticMessage(text.ToString());
        await Console.Out.WriteLineAsync(text.ToString());
    }

    private async Task PrintFirstPaintAsync(Shop shop, StringBuilder text)
    {
        var (paints, rows) = (new List<double>(), new List<double>());
        for (var load = 0; load < Loads; load++)
        {
            await using var dashboard = await browser.OpenAsync(shop, initScript: NoteFirstRow);
            await dashboard.Page.EvaluateAsync("location.hash = '#/tasks'");
            await dashboard.ShowsAsync("main[data-view=tasks] tr.row");
            await dashboard.Page.ReloadAsync();
            await dashboard.Page.WaitForFunctionAsync("() => window.firstRow > 0");
            paints.Add(await dashboard.Page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            rows.Add(await dashboard.Page.EvaluateAsync<double>("() => window.firstRow"));
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"page of 10,000 tasks, ms: first paint {Range(paints)}, first rows drawn {Range(rows)}, {Loads} loads");
    }

    private static async Task PrintBytesAsync(Shop shop, string view, StringBuilder text)
    {
        var span = TimeSpan.FromSeconds(8);
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        using (await client.GetAsync(shop.Login, TestContext.Current.CancellationToken))
        using (var lines = new StreamReader(await client.GetStreamAsync(new Uri(shop.Address, $"runtime/stream?view={view}"), TestContext.Current.CancellationToken)))
        {
            var (first, later, events) = (0L, 0L, 0);
            var begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin) < span && await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal) && events++ == 0)
                {
                    first = line.Length;
                    begin = Stopwatch.GetTimestamp();
                }
                else
                {
                    later += line.Length + 1;
                }
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"{view}: first event {first / 1024.0:F1} KiB, then {later / 1024.0 / span.TotalSeconds:F2} KiB/s in {events - 1} events");
        }
    }

    /// <summary>Reads a figure of a view out of each of the events after the first.</summary>
    private static async Task<List<double>> ReadMetaAsync(Shop shop, string view, string name)
    {
        var values = new List<double>();
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        using var login = await client.GetAsync(shop.Login, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await client.GetStreamAsync(new Uri(shop.Address, $"runtime/stream?view={view}"), TestContext.Current.CancellationToken));
        for (var isFirst = true; values.Count < Loads && await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line;)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            using var data = JsonDocument.Parse(line["data: ".Length..]);
            if (!isFirst && data.RootElement.TryGetProperty("meta", out var meta))
                values.Add(meta.GetProperty(name).GetDouble());
            isFirst = false;
        }

        return values;
    }

    private static string Range(List<double> values)
    {
        values.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{values[values.Count / 2]:F0} [{values[0]:F0}-{values[^1]:F0}]");
    }
}
