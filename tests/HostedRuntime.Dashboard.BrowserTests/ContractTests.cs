using HostedRuntime.Dashboard.BrowserTests.Sites;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>Each page has its heads and figures, and obeys mouse and keyboard.</summary>
public sealed class ContractTests(Browser browser)
{
    private const string Heads = "() => [...document.querySelectorAll('.scroller > table > thead th')].map((head) => head.textContent).join('|')";
    private const string Names = "selector => [...document.querySelectorAll(selector)].map((name) => name.textContent).join('|')";

    [Theory]
    [InlineData("tasks", "Lint|Id|Name|State|Age|Waiting|Waits on|Polls|Busy|Spawned at")]
    [InlineData("tasks?group=name", "Lint|Tasks|Group|State|Longest wait|Waits on|Polls|Spawned at")]
    [InlineData("tasks?state=ended", "Id|Name|Ended|Lived|Polls|Waited on|Spawned at")]
    [InlineData("resources", "Lint|Kind|Name|State|Depth|Holders|Waiters|Longest wait|Sent/s|Received/s")]
    [InlineData("workers", "Worker|State|Task|For|Last 30 s|Polls/s|Polls|Steals|Parks|Queue")]
    [InlineData("startup", "#|Plugin|Phase|Depends on|Result|Began|Took|Since the start")]
    [InlineData("commands", "Command|Plugin|Runtime|Arguments|Result|Calls|Failures|Canceled|p50|p99|In flight|Longest now")]
    public async Task Table_OfView_HasItsColumns(string view, string heads)
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage, width: 1920);
        await dashboard.GoToAsync(view.Split('?')[0], view.Contains('?', StringComparison.Ordinal) ? view[view.IndexOf('?', StringComparison.Ordinal)..] : "");
        await dashboard.ShowsAsync("thead th");

        Assert.Equal(heads, await dashboard.Page.EvaluateAsync<string>(Heads));
    }

    [Fact]
    public async Task Overview_OfRuntimes_HasFiguresAndPlots()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.StepUntilAsync(".strip canvas");

        Assert.Equal(
            "Alive|Running|Queued|Waiting|Blocked|Spawned/s|Ended/s|Polls/s|Delay p50|Delay p99|Blocking|Pool queue|Extra threads|Timers",
            await dashboard.Page.EvaluateAsync<string>(Names, ".strip[aria-label$=default] dt"));
        Assert.Equal("GC heap|GC pause|CPU|Viewers|Capture", await dashboard.Page.EvaluateAsync<string>(Names, ".process dt"));
        Assert.Equal("default|reports", await dashboard.Page.EvaluateAsync<string>(Names, ".strip h2"));
        Assert.Equal("Tasks|Spawned a second|Polls a second", await dashboard.Page.EvaluateAsync<string>(Names, ".strip[aria-label$=default] figcaption"));
        await dashboard.HasCountAsync(".strip[aria-label$=default] .worker", 4);
        await dashboard.ShowsAsync(".strip header", "Running");
    }

    [Fact]
    public async Task Workers_WhileOpen_SaysHowOftenTheyAreLookedAt()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("workers");
        await dashboard.StepAsync();

        await dashboard.ShowsAsync(".toolbar", "times a second while this page is open");
    }

    [Fact]
    public async Task Tasks_OfThousands_HasElementsForRowsInSightOnly()
    {
        await using var stage = await Stage.OpenShopAsync(false, false, "--Shop:Visitors=2000");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks");
        await dashboard.StepUntilAsync(".total", "500 tasks shown");

        Assert.InRange(await dashboard.Page.Locator("tr.row").CountAsync(), 10, 60);
        await dashboard.Page.EvaluateAsync("document.querySelector('.scroller').scrollTop = 1e6");
        await dashboard.ShowsAsync("tr.row[aria-rowindex='501']");
    }

    [Fact]
    public async Task Tasks_WhenHeadIsClicked_SortsByIt()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks", "?filter=visitor-1");
        await dashboard.StepUntilAsync("tr.row", "visitor-19");
        var head = dashboard.Page.Locator("thead button", new() { HasText = "Id" });

        await head.ClickAsync();
        await dashboard.ShowsAsync("th[aria-sort=descending]", "Id");
        await dashboard.StepUntilAsync("tr.row[aria-rowindex='2']", "visitor-19");
        await head.ClickAsync();
        await dashboard.ShowsAsync("th[aria-sort=ascending]", "Id");
        await dashboard.StepUntilAsync("tr.row[aria-rowindex='12']", "visitor-19");
    }

    [Fact]
    public async Task Tasks_WhenStateIsChosen_ShowsThatState()
    {
        await using var stage = await Stage.OpenShopAsync();
        stage.SwitchOn("stall");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks");
        await dashboard.Page.Locator("select[name=state]").SelectOptionAsync("running");

        await dashboard.StepUntilAsync("tr.row", "price-calculator");
        await dashboard.HidesAsync("tr.row .state", "Waiting");
    }

    [Fact]
    public async Task Theme_WhenSwitched_StaysAfterReload()
    {
        await using var stage = await Stage.OpenEmptyAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.Page.Keyboard.PressAsync("t");
        await dashboard.ShowsAsync("html[data-theme=dark]");
        await dashboard.Page.ReloadAsync();

        await dashboard.ShowsAsync("html[data-theme=dark] main[data-seq]");
    }

    [Fact]
    public async Task Keys_WhenAskedFor_AreListed()
    {
        await using var stage = await Stage.OpenEmptyAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.Page.Keyboard.PressAsync("?");

        await dashboard.ShowsAsync("dialog[open] kbd", "Escape");
    }
}
