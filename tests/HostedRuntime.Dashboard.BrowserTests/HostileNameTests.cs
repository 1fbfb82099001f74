using HostedRuntime.Dashboard.BrowserTests.Sites;
using HostedRuntime.Sync;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>Names of tasks and locks that want to be more than text. A script that runs, or a foreign request, fails the test.</summary>
public sealed class HostileNameTests(Browser browser)
{
    private const string Hit = "window.isHit = true";

    public static TheoryData<string, string> Names => new()
    {
        { $"<img src=x onerror=\"{Hit}\">", "<img src=x" },
        { $"<script>{Hit}</script>", "<script>" },
        { $"</text></svg><svg onload=\"{Hit}\">", "</text></svg>" },
        { $"\"><a href=\"javascript:{Hit}\">", "\"><a href" },
        { "<link rel=stylesheet href=https://example.com/a.css>", "<link rel" },
        { new string('x', 4096), "xxxxxxxx" },
        { "\u202Eevil\u202C \u05E9\u05DC\u05D5\u05DD", "\u05E9\u05DC\u05D5\u05DD" },
        { "\U0001F4A3\U0001F468\u200D\U0001F469\u200D\U0001F467 order", "\U0001F4A3" },
        { "half \uD83D pair\0\u001b[31m", "half" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pages_WithHostileName_ShowText(string name, string shown)
    {
        await using var stage = await Stage.OpenShopAsync(false, false, "--Shop:Visitors=0");
        var (mutex, other) = (new AsyncMutex { Name = name }, new AsyncMutex { Name = $"{name} too" });
        stage.Cross(name, mutex, other);
        await using var dashboard = await browser.OpenAsync(stage);

        await dashboard.StepUntilAsync(".problem.is-error", "Deadlock of 2 tasks");
        await dashboard.ShowsAsync(".member", shown);
        await dashboard.GoToAsync("tasks");
        await dashboard.Page.Locator("tr.row", new() { HasText = shown }).First.ClickAsync();
        await dashboard.ShowsAsync(".detail h2", shown);
        await dashboard.ShowsAsync(".detail .facts");
        await dashboard.GoToAsync("tasks", "?group=name");
        await dashboard.ShowsAsync("tr.row", shown);
        await dashboard.GoToAsync("resources");
        await dashboard.ShowsAsync("tr.row", shown);
        await dashboard.GoToAsync("graph");
        await dashboard.ShowsAsync(".waitgraph .node.cycle");
        await dashboard.GoToAsync("workers");

        Assert.Equal("0 true", await dashboard.Page.EvaluateAsync<string>("() => `${document.querySelectorAll('img, #app script, #app link, iframe, a[href^=\"javascript\"]').length} ${window.isHit === undefined}`"));
    }
}
