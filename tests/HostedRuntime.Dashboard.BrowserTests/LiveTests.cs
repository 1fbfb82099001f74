using HostedRuntime.Dashboard.BrowserTests.Sites;
using HostedRuntime.Dashboard.Feed;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>The stream of a page: when it stops, when it comes back, and when it is refused.</summary>
public sealed class LiveTests(Browser browser)
{
    private const string Hide = "isHidden => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden }); document.dispatchEvent(new Event('visibilitychange')); }";

    [Fact]
    public async Task Page_WhenPaused_KeepsItsRowsAndLeavesTheFeed()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks");
        await dashboard.StepUntilAsync("tr.row", "packer");
        await dashboard.Page.Keyboard.PressAsync("p");
        await dashboard.ShowsAsync("main[data-status=paused] tr.row", "packer");
        await stage.HasViewersAsync(0);
        var captures = stage.Feed.Captures;
        stage.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(captures, stage.Feed.Captures);

        await dashboard.Page.Keyboard.PressAsync("p");
        await dashboard.ShowsAsync("main[data-status=live]");
        await dashboard.StepAsync();
    }

    [Fact]
    public async Task Page_WhenHidden_StopsItsStream()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.Page.EvaluateAsync(Hide, true);
        await dashboard.ShowsAsync("main[data-status=hidden]");
        await stage.HasViewersAsync(0);

        await dashboard.Page.EvaluateAsync(Hide, false);
        await dashboard.ShowsAsync("main[data-status=live]");
        await dashboard.StepAsync();
    }

    [Fact]
    public async Task Page_BeyondEight_WaitsForItsTurn()
    {
        await using var stage = await Stage.OpenShopAsync();
        var others = Enumerable.Range(0, DashboardFeed.MostViewers).Select(_ => stage.Feed.TryJoin(ViewerNeeds.None)!).ToList();
        await using var dashboard = await browser.LogInAsync(stage, mayRequestsFail: true);
        await dashboard.ShowsAsync(".banner", "8 pages are open already");
        await dashboard.ShowsAsync(".banner", "The page tries again.");

        others[3].Dispose();
        await dashboard.ShowsAsync("main[data-status=live]");
        await dashboard.HidesAsync(".banner", "");
        others.ForEach(static page => page.Dispose());
    }

    [Fact]
    public async Task Page_WhenConnectionBreaks_ConnectsAgain()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.StepAsync();
        dashboard.MayRequestsFail = true;
        stage.Streams.Cut();
        await dashboard.ShowsAsync(".banner", "connects again");
        stage.SwitchOn("deadlock");

        await dashboard.ShowsAsync("main[data-status=live]");
        await dashboard.StepUntilAsync(".problem.is-error", "Deadlock of 2 tasks");
        await dashboard.HidesAsync(".banner", "");
    }

    [Fact]
    public async Task Page_WhenFirstEventNeverComes_OpensStreamAgain()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.Page.Clock.InstallAsync();
        stage.Streams.Holding = "/stream";
        await dashboard.Page.EvaluateAsync("location.hash = '#/resources'");
        await dashboard.ShowsAsync("main[data-view=resources][data-status=connecting]");
        await stage.HoldsAsync(1);
        stage.Streams.Holding = null;
        await dashboard.Page.Clock.FastForwardAsync(20_000);

        await dashboard.ShowsAsync("main[data-view=resources][data-seq]");
    }

    [Fact]
    public async Task Page_WhenRefusalHasNoReason_TriesAgain()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        dashboard.MayRequestsFail = true;
        await dashboard.Page.Clock.InstallAsync();
        stage.Streams.RefuseNext();
        stage.Streams.Holding = "/stream";
        await dashboard.Page.EvaluateAsync("location.hash = '#/resources'");
        // The page asks for the reason, and the server has fallen silent since.
        await stage.HoldsAsync(1);
        stage.Streams.Holding = null;
        await dashboard.Page.Clock.RunForAsync(30_000);

        await dashboard.ShowsAsync("main[data-view=resources][data-seq]");
    }

    [Fact]
    public async Task Page_WhenSessionIsSilent_ShowsRows()
    {
        await using var stage = await Stage.OpenShopAsync();
        stage.Streams.Holding = "/session";
        await using var dashboard = await browser.LogInAsync(stage);
        await stage.HoldsAsync(1);

        await dashboard.ShowsAsync("main[data-seq] .strip");
        await dashboard.ShowsAsync(".brand", "HostedRuntime");
    }

    [Fact]
    public async Task Detail_WhenOneIsSilent_ShowsNextOne()
    {
        await using var stage = await Stage.OpenShopAsync();
        stage.SwitchOn("deadlock");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks", "?filter=Deadlock.cs");
        await dashboard.StepUntilAsync("tr.row", "shipping");
        stage.Streams.Holding = "/tasks/";
        await dashboard.Page.Locator("tr.row", new() { HasText = "billing" }).ClickAsync();
        await stage.HoldsAsync(1);
        stage.Streams.Holding = null;
        await dashboard.Page.Locator("tr.row", new() { HasText = "shipping" }).ClickAsync();

        await dashboard.ShowsAsync(".detail .facts", "Deadlock.cs:14");
    }

    [Fact]
    public async Task Page_WithoutFramesOfBrowser_IsDrawn()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage, initScript: "window.requestAnimationFrame = () => 0");
        await dashboard.GoToAsync("resources");

        await dashboard.ShowsAsync("tr.row", "stock");
        await dashboard.StepAsync();
    }

    [Fact]
    public async Task Views_WhenSwitchedQuickly_NeedOnePlace()
    {
        await using var stage = await Stage.OpenShopAsync();
        // A view that finds no place leads to an error in the console.
        var others = Enumerable.Range(1, DashboardFeed.MostViewers - 1).Select(_ => stage.Feed.TryJoin(ViewerNeeds.None)!).ToList();
        await using var dashboard = await browser.OpenAsync(stage);
        for (var round = 0; round < 5; round++)
        {
            foreach (var key in "1234567")
                await dashboard.Page.Keyboard.PressAsync(key.ToString());
        }

        await dashboard.Page.Keyboard.PressAsync("3");
        await dashboard.ShowsAsync("main[data-view=resources][data-seq] tr.row");
        Assert.Equal(DashboardFeed.MostViewers, stage.Feed.Viewers);
        others.ForEach(static page => page.Dispose());
    }
}
