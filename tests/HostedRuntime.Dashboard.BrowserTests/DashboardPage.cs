using Microsoft.Playwright;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>A page of the dashboard in a browser. Its end fails the test if the page had an error or asked another address.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    // Long, because a machine with other work can take its time. A test waits for what the page shows, and never for a time.
    private const int MostMilliseconds = 60_000;

    private readonly IBrowserContext _context;
    private readonly Shop _shop;
    private readonly List<string> _faults = [];

    private DashboardPage(IBrowserContext context, IPage page, Shop shop)
    {
        _context = context;
        _shop = shop;
        Page = page;
        context.SetDefaultTimeout(MostMilliseconds);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !IsServerGone)
                _faults.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => _faults.Add($"error: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(shop.Address.AbsoluteUri, StringComparison.Ordinal))
                _faults.Add($"foreign request: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>True if the test ends the server. The browser then reports each failed request as an error.</summary>
    public bool IsServerGone { get; set; }

    public static async Task<DashboardPage> OpenAsync(IBrowserContext context, Shop shop)
    {
        var page = new DashboardPage(context, await context.NewPageAsync(), shop);
        await page.Page.GotoAsync(shop.Login.AbsoluteUri);
        await page.ShowsAsync("main[data-seq]");
        return page;
    }

    /// <summary>Shows a view, and waits for its first snapshot.</summary>
    public async Task GoToAsync(string view, string query = "")
    {
        await Page.GotoAsync(new Uri(_shop.Address, $"runtime/#/{view}{query}").AbsoluteUri);
        await ShowsAsync($"main[data-view={view}][data-seq]");
    }

    /// <summary>Waits until an element is in sight that has the text.</summary>
    public Task ShowsAsync(string selector, string text = "")
        => Page.Locator(selector, new() { HasText = text.Length == 0 ? null : text }).First.WaitForAsync();

    /// <summary>Waits until so many elements are there.</summary>
    public Task HasCountAsync(string selector, int count)
        => Assertions.Expect(Page.Locator(selector)).ToHaveCountAsync(count, new() { Timeout = MostMilliseconds });

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_faults);
    }
}
