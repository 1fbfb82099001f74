using System.Runtime.CompilerServices;
using HostedRuntime.Dashboard.BrowserTests.Sites;
using Microsoft.Playwright;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>
/// Takes the pictures of docs/images if HOSTEDRUNTIME_ACCEPT_IMAGES is 1. Takes pictures of every page in every state if
/// HOSTEDRUNTIME_GALLERY names a folder. They are for people, and no test compares them: fonts differ from machine to machine.
/// </summary>
public sealed class PictureTests(Browser browser)
{
    private static readonly string? s_gallery = Environment.GetEnvironmentVariable("HOSTEDRUNTIME_GALLERY");

    [Fact]
    public async Task Pages_OfSampleWithFaults_AreTaken()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HOSTEDRUNTIME_ACCEPT_IMAGES") == "1", "Set HOSTEDRUNTIME_ACCEPT_IMAGES=1 to take the pictures of docs/images.");
        await using var shop = await Shop.OpenAsync();
        await using (var page = await browser.OpenAsync(shop))
        {
            // So that the plots show something.
            await page.Page.Locator(".strip", new() { HasText = "up 1 min" }).First.WaitForAsync(new() { Timeout = 120_000 });
        }

        foreach (var fault in new[] { "deadlock", "stall", "full-channel" })
            await shop.SwitchOnAsync(fault);
        await TakeAllAsync(shop, ColorScheme.Light, "light");
        await TakeAllAsync(shop, ColorScheme.Dark, "dark");
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("busy")]
    [InlineData("broken")]
    public async Task Gallery_OfState_IsTaken(string state)
    {
        Assert.SkipWhen(s_gallery is null, "Set HOSTEDRUNTIME_GALLERY to a folder to take pictures of every page.");
        await using var stage = state switch
        {
            "empty" => await Stage.OpenEmptyAsync(),
            "busy" => await Stage.OpenShopAsync(false, false, "--Shop:Visitors=10000", "--Shop:Shelves=200", "--Shop:OrdersPerSecond=50"),
            _ => await Stage.OpenShopAsync(withLints: true, withActions: true),
        };
        if (state == "broken")
        {
            foreach (var fault in new[] { "deadlock", "stall", "full-channel", "leak" })
                stage.SwitchOn(fault);
        }

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { 1024, 1280, 1920 })
            {
                await using var dashboard = await browser.OpenAsync(stage, scheme, width);
                if (state == "broken")
                    await dashboard.StepUntilAsync(".problem", "HR013");
                foreach (var view in new[] { "overview", "tasks", "tasks?group=name", "tasks?state=ended", "resources", "graph", "workers", "startup", "commands" })
                {
                    await dashboard.GoToAsync(view.Split('?')[0], view.Contains('?', StringComparison.Ordinal) ? view[view.IndexOf('?', StringComparison.Ordinal)..] : "");
                    for (var step = 0; step < 5; step++)
                        await dashboard.StepAsync();
                    var name = $"{state}-{view.Replace('?', '-').Replace('=', '-')}-{width}-{scheme}".ToLowerInvariant();
                    await dashboard.Page.ScreenshotAsync(new() { Path = Path.Combine(s_gallery!, $"{name}.png") });
                }
            }
        }
    }

    private async Task TakeAllAsync(Shop shop, ColorScheme scheme, string name)
    {
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

        await dashboard.GoToAsync("workers");
        await dashboard.ShowsAsync(".stalls .problem pre", "Stall.ComputeAsync");
        await dashboard.ShowsAsync("tr.is-error .poll", "price-calculator");
        await TakeAsync(dashboard, $"dashboard-workers-{name}");
    }

    private static Task<byte[]> TakeAsync(DashboardPage dashboard, string name, [CallerFilePath] string file = "")
        => dashboard.Page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "docs", "images", $"{name}.png") });
}
