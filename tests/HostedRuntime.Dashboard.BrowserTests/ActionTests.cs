using HostedRuntime.Dashboard.BrowserTests.Sites;

namespace HostedRuntime.Dashboard.BrowserTests;

public sealed class ActionTests(Browser browser)
{
    [Fact]
    public async Task AbortButton_WhenConfirmed_EndsTask()
    {
        await using var stage = await Stage.OpenShopAsync(withActions: true);
        var task = stage.Spawn("victim");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks", "?filter=victim");
        dashboard.Page.Dialog += static (_, dialog) => _ = dialog.AcceptAsync();
        await dashboard.Page.Locator("tr.row", new() { HasText = "victim" }).ClickAsync();
        await dashboard.Page.Locator(".detail button.danger").ClickAsync();

        await Assert.ThrowsAsync<JoinCanceledException>(async () => await task);
        await dashboard.StepUntilAsync(".empty", "No task matches");
    }

    [Fact]
    public async Task AbortButton_WhenDismissed_LeavesTask()
    {
        await using var stage = await Stage.OpenShopAsync(withActions: true);
        var task = stage.Spawn("victim");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks", "?filter=victim");
        var asked = new TaskCompletionSource();
        dashboard.Page.Dialog += async (_, dialog) =>
        {
            await dialog.DismissAsync();
            asked.SetResult();
        };
        await dashboard.Page.Locator("tr.row", new() { HasText = "victim" }).ClickAsync();
        await dashboard.Page.Locator(".detail button.danger", new() { HasText = "Abort the task" }).ClickAsync();
        await asked.Task;
        await dashboard.StepAsync();

        await dashboard.ShowsAsync("tr.row", "victim");
        Assert.False(task.IsFinished);
    }

    [Fact]
    public async Task AbortButton_WithoutSwitch_IsNotThere()
    {
        await using var stage = await Stage.OpenShopAsync();
        _ = stage.Spawn("victim");
        await using var dashboard = await browser.OpenAsync(stage);
        await dashboard.GoToAsync("tasks", "?filter=victim");
        await dashboard.Page.Locator("tr.row", new() { HasText = "victim" }).ClickAsync();
        await dashboard.ShowsAsync(".detail .actions");

        await dashboard.HasCountAsync(".detail button.danger", 0);
    }
}
