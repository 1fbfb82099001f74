namespace HostedRuntime.Dashboard.BrowserTests;

public sealed class PageTests(Browser browser)
{
    [Fact]
    public async Task Overview_WhenNothingIsWrong_SaysSo()
    {
        await using var shop = await Shop.OpenAsync("--AsyncRuntime:DisabledLints=HR001,HR002,HR003,HR004,HR010,HR011");
        await using var dashboard = await browser.OpenAsync(shop);

        await dashboard.ShowsAsync(".problems.is-none", "No deadlock");
        await dashboard.ShowsAsync(".strip", "default");
        await dashboard.ShowsAsync(".strip canvas");
    }

    [Fact]
    public async Task Overview_WhenTasksDeadlock_ShowsBoth()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.SwitchOnAsync("deadlock");
        await using var dashboard = await browser.OpenAsync(shop);

        await dashboard.ShowsAsync(".problem.is-error", "Deadlock of 2 tasks");
        await dashboard.ShowsAsync(".member", "billing waits for Mutex 'parcels' (lock), held by shipping");
        await dashboard.ShowsAsync(".member pre", "CrossAsync");
    }

    [Fact]
    public async Task Graph_WhenTasksDeadlock_MarksCycle()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.SwitchOnAsync("deadlock");
        await using var dashboard = await browser.OpenAsync(shop);
        await dashboard.GoToAsync("graph");

        await dashboard.HasCountAsync(".waitgraph .node.cycle", 4);
        await dashboard.Page.Locator(".node.task.cycle", new() { HasText = "billing" }).ClickAsync();
        await dashboard.ShowsAsync(".detail .stack", "CrossAsync");
        await dashboard.ShowsAsync(".detail", "Mutex 'ledger'");
    }

    [Fact]
    public async Task Resources_WhenChannelIsFull_ShowsNoConsumer()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.SwitchOnAsync("full-channel");
        await using var dashboard = await browser.OpenAsync(shop);
        await dashboard.GoToAsync("resources", "?filter=audit");

        await dashboard.ShowsAsync(".row .bar.is-full");
        await dashboard.ShowsAsync(".row .badge", "no consumer");
        await dashboard.Page.Locator(".row", new() { HasText = "audit" }).ClickAsync();
        await dashboard.ShowsAsync(".detail .queue", "till-1");
    }

    [Fact]
    public async Task Workers_WhenTaskStalls_ShowsStalledWorker()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.SwitchOnAsync("stall");
        await using var dashboard = await browser.OpenAsync(shop);
        await dashboard.GoToAsync("workers");

        await dashboard.ShowsAsync("tr.is-error .state", "Stalled");
        await dashboard.ShowsAsync("tr.is-error", "price-calculator");
        await dashboard.ShowsAsync(".lane .poll");
    }

    [Fact]
    public async Task Tasks_WhenFiltered_ShowsMatches()
    {
        await using var shop = await Shop.OpenAsync();
        await using var dashboard = await browser.OpenAsync(shop);
        await dashboard.GoToAsync("tasks");

        await dashboard.Page.Keyboard.PressAsync("/");
        await dashboard.Page.Keyboard.TypeAsync("visitor-17");

        await dashboard.HasCountAsync("tr.row", 1);
        await dashboard.ShowsAsync("tr.row", "visitor-17");
    }

    [Fact]
    public async Task Tasks_WhenKeysMove_OpensTask()
    {
        await using var shop = await Shop.OpenAsync();
        await using var dashboard = await browser.OpenAsync(shop);
        await dashboard.Page.Keyboard.PressAsync("2");
        await dashboard.ShowsAsync("main[data-view=tasks] tr.row");

        await dashboard.Page.Keyboard.PressAsync("j");
        await dashboard.ShowsAsync(".detail .facts", "Spawned at");
        await dashboard.HasCountAsync("tr[aria-selected=true]", 1);

        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.HasCountAsync(".detail", 0);
    }

    [Fact]
    public async Task StartupAndCommands_OfSample_HaveRows()
    {
        await using var shop = await Shop.OpenAsync();
        await using var dashboard = await browser.OpenAsync(shop);

        await dashboard.GoToAsync("startup");
        await dashboard.ShowsAsync("tr", "catalog");
        await dashboard.GoToAsync("commands");
        await dashboard.ShowsAsync("tr.row", "place-order");
    }

    [Fact]
    public async Task Page_WhenServerEnds_SaysSo()
    {
        await using var shop = await Shop.OpenAsync();
        await using var dashboard = await browser.OpenAsync(shop);
        dashboard.IsServerGone = true;

        await shop.EndAsync();

        await dashboard.ShowsAsync("main[data-status=lost]");
        await dashboard.ShowsAsync(".banner");
    }
}
