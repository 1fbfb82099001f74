using HostedRuntime.Dashboard.BrowserTests.Sites;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>The sample as a newcomer uses it: as a process, with the clock of the machine and the buttons of its page.</summary>
public sealed class NewcomerTests(Browser browser)
{
    [Theory]
    [InlineData("deadlock", "overview", ".problem.is-error", "Deadlock of 2 tasks")]
    [InlineData("stall", "overview", ".problem", "HR001")]
    [InlineData("full channel", "resources", ".row .badge", "full")]
    [InlineData("full channel", "resources", ".row .badge", "no consumer")]
    [InlineData("full channel", "tasks?filter=till-", ".row", "audit")]
    [InlineData("full channel", "overview", ".problem", "HR006")]
    [InlineData("task leak", "overview", ".problem", "HR013")]
    [InlineData("task leak", "tasks?group=name", ".row", "receipt")]
    public async Task Button_WhenPressed_LeadsToFault(string button, string view, string selector, string text)
    {
        await using var shop = await Shop.OpenAsync();
        await using var dashboard = await browser.OpenAsync(shop);
        await dashboard.Page.GotoAsync(shop.Address.AbsoluteUri);
        await dashboard.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await dashboard.GoToAsync(view.Split('?')[0], view.Contains('?', StringComparison.Ordinal) ? view[view.IndexOf('?', StringComparison.Ordinal)..] : "");

        await dashboard.ShowsAsync(selector, text);
    }

    [Theory]
    [InlineData("deadlock", "Wait graph", ".waitgraph .node.cycle")]
    [InlineData("stall", "Workers", ".stalls .problem pre")]
    [InlineData("full channel", "Resources", ".row .badge")]
    [InlineData("task leak", "Tasks grouped by name", "tr.row")]
    public async Task Shop_AfterButton_SaysSoAndLeadsToPage(string button, string link, string shown)
    {
        await using var shop = await Shop.OpenAsync();
        await using var dashboard = await browser.OpenAsync(shop);
        await dashboard.Page.GotoAsync(shop.Address.AbsoluteUri);
        await dashboard.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await dashboard.ShowsAsync("form:target .on", "It is on.");
        var address = await dashboard.Page.Locator("form:target a", new() { HasText = link }).GetAttributeAsync("href");
        await dashboard.Page.GotoAsync(new Uri(shop.Address, address).AbsoluteUri);

        await dashboard.ShowsAsync(shown);
    }

    [Fact]
    public async Task Page_WhenServerEnds_SaysSo()
    {
        await using var shop = await Shop.OpenAsync();
        await using var dashboard = await browser.OpenAsync(shop);
        dashboard.MayRequestsFail = true;

        await shop.EndAsync();

        await dashboard.ShowsAsync("main[data-status=lost]");
        await dashboard.ShowsAsync(".banner");
    }
}
