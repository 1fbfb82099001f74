using HostedRuntime.Dashboard.BrowserTests.Sites;
using Microsoft.Playwright;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>Each page at each width: nothing sticks out of the window or lies on something else.</summary>
public sealed class LayoutTests(Browser browser)
{
    private static readonly string[] s_views = ["overview", "tasks", "tasks?group=name", "tasks?state=ended", "resources", "graph", "workers", "startup", "commands"];

    /// <summary>
    /// Names the elements that are cut off at the side of the window, and the parts of the bars that lie on each other. Tables scroll and
    /// cells end in an ellipsis, so their insides do not count.
    /// </summary>
    private const string Faults = """
        () => {
          const faults = [];
          const name = (element) => `${element.tagName}.${element.className} '${(element.textContent ?? '').slice(0, 30)}'`;
          if (document.documentElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways');
          for (const bar of document.querySelectorAll('.top, .toolbar')) {
            if (bar.scrollWidth > bar.clientWidth + 1) faults.push(`${name(bar)} is cut off: ${bar.scrollWidth} in ${bar.clientWidth}`);
            const boxes = [...bar.children].map((child) => [child, child.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
            for (let i = 1; i < boxes.length; i++) {
              if (boxes[i][1].left < boxes[i - 1][1].right - 1) faults.push(`${name(boxes[i][0])} lies on ${name(boxes[i - 1][0])}`);
            }
          }
          for (const figure of document.querySelectorAll('.figures > div')) {
            if (figure.scrollWidth > figure.clientWidth + 1) faults.push(`${name(figure)} is too wide`);
          }
          for (const head of document.querySelectorAll('thead th')) {
            if (!head.title && !head.closest('.queue') && !head.closest('.u-legend')) faults.push(`${name(head)} has no title`);
            if (head.scrollWidth > head.clientWidth + 1) faults.push(`${name(head)} is cut off`);
          }
          return faults;
        }
        """;

    [Theory]
    [InlineData(1024, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(1920, ColorScheme.Light)]
    [InlineData(2560, ColorScheme.Dark)]
    public async Task Pages_OfEmptyService_SayWhyTheyAreEmpty(int width, ColorScheme scheme)
    {
        await using var stage = await Stage.OpenEmptyAsync();
        await using var dashboard = await browser.OpenAsync(stage, scheme, width);
        foreach (var view in s_views)
        {
            await GoToAsync(dashboard, view);
            // Locks and channels with a name belong to the process, so the resources of other tests may be there.
            if (view is not ("overview" or "workers" or "resources"))
                await dashboard.ShowsAsync(".empty h2");
            await AssertTidyAsync(dashboard, view);
        }
    }

    [Theory]
    [InlineData(1024, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(1920, ColorScheme.Light)]
    [InlineData(1920, ColorScheme.Dark)]
    [InlineData(2560, ColorScheme.Light)]
    public async Task Pages_OfBrokenShop_AreTidy(int width, ColorScheme scheme)
    {
        await using var stage = await Stage.OpenShopAsync(withLints: true);
        foreach (var fault in new[] { "deadlock", "stall", "full-channel", "leak" })
            stage.SwitchOn(fault);
        await using var dashboard = await browser.OpenAsync(stage, scheme, width);
        await dashboard.StepUntilAsync(".problem.is-error", "Deadlock of 2 tasks");
        await dashboard.StepUntilAsync(".problem", "HR001");
        await dashboard.StepUntilAsync(".problem", "HR013");
        foreach (var view in s_views)
        {
            await GoToAsync(dashboard, view);
            await dashboard.StepAsync();
            await AssertTidyAsync(dashboard, view);
        }

        await GoToAsync(dashboard, "tasks");
        await dashboard.Page.Keyboard.PressAsync("j");
        await dashboard.ShowsAsync(".detail .facts");
        await AssertTidyAsync(dashboard, "tasks with a detail");
    }

    [Theory]
    [InlineData(1024, ColorScheme.Light)]
    [InlineData(2560, ColorScheme.Dark)]
    public async Task Pages_OfBusyShop_AreTidyAndSayWhatIsLeftOut(int width, ColorScheme scheme)
    {
        await using var stage = await Stage.OpenShopAsync(false, false, "--Shop:Visitors=10000", "--Shop:Shelves=200");
        await using var dashboard = await browser.OpenAsync(stage, scheme, width);
        foreach (var view in s_views)
        {
            await GoToAsync(dashboard, view);
            await dashboard.StepAsync();
            await AssertTidyAsync(dashboard, view);
        }

        await GoToAsync(dashboard, "tasks");
        await dashboard.StepUntilAsync(".total", "500 tasks shown, 9,5");
        await GoToAsync(dashboard, "resources");
        await dashboard.ShowsAsync("tr.row", "shelf-");
    }

    private static Task GoToAsync(DashboardPage dashboard, string view)
        => view.Split('?') is [var name, var query] ? dashboard.GoToAsync(name, $"?{query}") : dashboard.GoToAsync(view);

    private static async Task AssertTidyAsync(DashboardPage dashboard, string view)
    {
        var faults = await dashboard.Page.EvaluateAsync<string[]>(Faults);
        Assert.True(faults.Length == 0, $"{view}: {string.Join("; ", faults)}");
    }
}
