using HostedRuntime.Dashboard.BrowserTests.Sites;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>Each page, by the shop of the sample with a clock that the test moves.</summary>
public sealed class PageTests(Browser browser)
{
    [Fact]
    public async Task Overview_WhenNothingIsWrong_SaysSo()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);

        await dashboard.StepUntilAsync(".problems.is-none", "No deadlock");
        await dashboard.ShowsAsync(".strip", "default");
        await dashboard.StepUntilAsync(".strip canvas");
    }

    [Fact]
    public async Task Overview_WhenTasksDeadlock_ShowsBoth()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        stage.SwitchOn("deadlock");

        await dashboard.StepUntilAsync(".problem.is-error", "Deadlock of 2 tasks");
        await dashboard.ShowsAsync(".member", "billing waits for Mutex 'parcels' (lock), held by shipping");
        await dashboard.ShowsAsync(".member pre", "CrossAsync");
        stage.SwitchOn("none");
        await dashboard.StepUntilAsync(".problems.is-none", "No deadlock");
    }

    [Fact]
    public async Task Graph_WhenTasksDeadlock_MarksCycle()
    {
        await using var stage = await Stage.OpenShopAsync();
        stage.SwitchOn("deadlock");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("graph");

        await dashboard.StepUntilAsync(".waitgraph .node.cycle");
        await dashboard.HasCountAsync(".waitgraph .node.cycle", 4);
        await dashboard.Page.Locator(".node.task.cycle", new() { HasText = "billing" }).ClickAsync();
        await dashboard.ShowsAsync(".detail .stack", "CrossAsync");
        await dashboard.ShowsAsync(".detail", "Mutex 'ledger'");
    }

    [Fact]
    public async Task Resources_WhenChannelIsFull_ShowsWaitersAndThenLint()
    {
        await using var stage = await Stage.OpenShopAsync();
        stage.SwitchOn("full-channel");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("resources", "?filter=audit");

        await dashboard.StepUntilAsync(".row .badge");
        await dashboard.Page.Locator(".row", new() { HasText = "audit" }).ClickAsync();
        await dashboard.ShowsAsync(".detail .queue", "till-1");
        await dashboard.StepUntilAsync(".row .badge", "no consumer");
        await dashboard.ShowsAsync(".row", "HR006");
    }

    [Fact]
    public async Task Workers_WhenTaskStalls_ShowsStall()
    {
        await using var stage = await Stage.OpenShopAsync();
        stage.SwitchOn("stall");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("workers");

        await dashboard.StepUntilAsync("tr.is-error .state", "Stalled");
        await dashboard.ShowsAsync("tr.is-error", "price-calculator");
        await dashboard.StepUntilAsync(".lane .poll");
        await dashboard.ShowsAsync(".stalls .problem.is-error", "price-calculator");
        await dashboard.ShowsAsync(".stalls .problem pre", "Stall.ComputeAsync");
        stage.SwitchOn("none");
        await dashboard.StepUntilAsync(".stalls .problem.is-warning", "Lasted at least");
    }

    [Fact]
    public async Task Tasks_WhenFiltered_ShowsMatches()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks");

        await dashboard.Page.Keyboard.PressAsync("/");
        await dashboard.Page.Keyboard.TypeAsync("visitor-17");

        // One snapshot may miss a task that is suspended for the first time, so the feed goes on.
        await dashboard.StepUntilAsync("tr.row", "visitor-17");
        await dashboard.HasCountAsync("tr.row", 1);
    }

    [Fact]
    public async Task Tasks_WhenNothingMatches_OffersAll()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks", "?filter=no-such-task");

        await dashboard.ShowsAsync(".empty", "No task matches");
        await dashboard.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await dashboard.StepUntilAsync("tr.row", "packer");
    }

    [Fact]
    public async Task Tasks_WhenTaskEnds_ListsItAmongEndedOnes()
    {
        await using var stage = await Stage.OpenShopAsync();
        var task = stage.Spawn("short-lived");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.StepAsync();
        await dashboard.GoToAsync("tasks", "?state=ended");
        await dashboard.ShowsAsync(".empty", "No task has ended");
        task.Abort();

        await dashboard.StepUntilAsync("tr.row", "short-lived");
        await dashboard.Page.Locator("tr.row", new() { HasText = "short-lived" }).ClickAsync();
        await dashboard.ShowsAsync(".detail .facts", "Lived");
        stage.Clock.Advance(TimeSpan.FromSeconds(75));
        await dashboard.StepUntilAsync("tr.row", "1 min");
        Assert.Equal(0, await dashboard.Page.EvaluateAsync<int>("() => [...document.querySelectorAll('td.number')].filter((cell) => cell.scrollWidth > cell.clientWidth).length"));
    }

    [Fact]
    public async Task Overview_WhenGuardIsLost_LeadsToQueue()
    {
        await using var stage = await Stage.OpenShopAsync(withLints: true);
        stage.SwitchOn("leak");
        await using var dashboard = await browser.OpenAsync(stage);
        var problem = dashboard.Page.Locator(".problem", new() { HasText = "HR013" });
        await dashboard.StepUntilAsync(".problem", "HR013");
        await problem.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Mutex 'receipt-printer'" }).ClickAsync();

        await dashboard.ShowsAsync(".detail .queue", "receipt-1");
    }

    [Fact]
    public async Task Tasks_WhenKeysMove_OpensTask()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.Page.Keyboard.PressAsync("2");
        await dashboard.ShowsAsync("main[data-view=tasks] tr.row");

        await dashboard.Page.Keyboard.PressAsync("j");
        await dashboard.ShowsAsync(".detail .facts", "Spawned at");
        await dashboard.HasCountAsync("tr[aria-selected=true]", 1);

        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.HasCountAsync(".detail", 0);
    }

    [Fact]
    public async Task Tasks_WhenAgesGrow_ShowsItEachSecond()
    {
        await using var stage = await Stage.OpenShopAsync();
        stage.SwitchOn("deadlock");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks", "?filter=billing");
        var before = await dashboard.Page.Locator("tr.row").First.InnerTextAsync();
        for (var second = 0; second < 3; second++)
            await dashboard.StepAsync();

        Assert.NotEqual(before, await dashboard.Page.Locator("tr.row").First.InnerTextAsync());
    }

    [Fact]
    public async Task Startup_OfSample_ShowsOrderAndDependencies()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("startup");

        await dashboard.ShowsAsync("tbody tr:nth-child(1)", "catalog");
        await dashboard.ShowsAsync("tbody tr:nth-child(2) th", "prices");
        await dashboard.ShowsAsync("tbody tr:nth-child(2) td", "catalog");
    }

    [Fact]
    public async Task Commands_AfterCalls_ShowsCounts()
    {
        await using var stage = await Stage.OpenShopAsync();
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("commands");
        await dashboard.ShowsAsync("tr.row", "place-order");

        await dashboard.StepUntilAsync("tr.row td", "µs");
    }
}
