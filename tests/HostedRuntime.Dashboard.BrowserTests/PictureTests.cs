using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>
/// Takes the pictures of docs/images if HOSTEDRUNTIME_ACCEPT_IMAGES is 1. They are for people, and no test compares them: fonts differ from
/// machine to machine.
/// </summary>
public sealed class PictureTests(Browser browser)
{
    [Theory]
    [InlineData(ColorScheme.Light, "light")]
    [InlineData(ColorScheme.Dark, "dark")]
    public async Task Pages_OfSampleWithFaults_AreTaken(ColorScheme scheme, string name)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HOSTEDRUNTIME_ACCEPT_IMAGES") == "1", "Set HOSTEDRUNTIME_ACCEPT_IMAGES=1 to take the pictures of docs/images.");
        await using var shop = await Shop.OpenAsync();
        foreach (var fault in new[] { "deadlock", "stall", "full-channel" })
            await shop.SwitchOnAsync(fault);
        await using var dashboard = await browser.OpenAsync(shop, scheme);

        await dashboard.ShowsAsync(".problem.is-error", "Deadlock of 2 tasks");
        await dashboard.ShowsAsync(".problem", "price-calculator");
        await dashboard.ShowsAsync(".strip canvas");
        await TakeAsync(dashboard, $"dashboard-overview-{name}");

        await dashboard.GoToAsync("graph");
        await dashboard.HasCountAsync(".waitgraph .node.cycle", 4);
        await TakeAsync(dashboard, $"dashboard-graph-{name}");

        await dashboard.GoToAsync("tasks", "?filter=ledger");
        await dashboard.Page.Locator("tr.row", new() { HasText = "shipping" }).ClickAsync();
        await dashboard.ShowsAsync(".detail .stack", "CrossAsync");
        await TakeAsync(dashboard, $"dashboard-tasks-{name}");

        await dashboard.GoToAsync("resources");
        await dashboard.ShowsAsync(".row .badge", "no consumer");
        await TakeAsync(dashboard, $"dashboard-resources-{name}");
    }

    private static Task<byte[]> TakeAsync(DashboardPage dashboard, string name, [CallerFilePath] string file = "")
        => dashboard.Page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "docs", "images", $"{name}.png") });
}
