using System.Diagnostics;
using HostedRuntime.Dashboard.BrowserTests.Sites;
using Microsoft.Playwright;

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>A page of the dashboard in a browser. Its end fails the test if the page had an error or asked another address.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    // Long, because a machine with other work can take its time. A test waits for what the page shows, and never for a time.
    private const int MostMilliseconds = 60_000;

    private readonly IBrowserContext _context;
    private readonly Site _site;
    private readonly List<string> _faults = [];

    private DashboardPage(IBrowserContext context, IPage page, Site site)
    {
        _context = context;
        _site = site;
        Page = page;
        context.SetDefaultTimeout(MostMilliseconds);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !MayRequestsFail)
                Note($"console: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => Note($"error: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site.Address.AbsoluteUri, StringComparison.Ordinal))
                Note($"foreign request: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>True if the test ends the server or its streams. The browser reports each failed request as an error.</summary>
    public bool MayRequestsFail { get; set; }

    /// <summary>Opens the dashboard, and waits for its first snapshot.</summary>
    public static async Task<DashboardPage> OpenAsync(IBrowserContext context, Site site, string? initScript = null)
    {
        var page = await LogInAsync(context, site, initScript);
        await page.ShowsAsync("main[data-seq]");
        return page;
    }

    /// <summary>Opens the dashboard, and waits for nothing.</summary>
    public static async Task<DashboardPage> LogInAsync(IBrowserContext context, Site site, string? initScript = null, bool mayRequestsFail = false)
    {
        var page = new DashboardPage(context, await context.NewPageAsync(), site) { MayRequestsFail = mayRequestsFail };
        if (initScript is not null)
            await page.Page.AddInitScriptAsync(initScript);
        await page.Page.GotoAsync(site.Login.AbsoluteUri);
        return page;
    }

    /// <summary>Shows a view, and waits for its first snapshot.</summary>
    public async Task GoToAsync(string view, string query = "")
    {
        await Page.GotoAsync(new Uri(_site.Address, $"runtime/#/{view}{query}").AbsoluteUri);
        await ShowsAsync($"main[data-view={view}][data-seq]");
    }

    /// <summary>Waits until an element is in sight that has the text.</summary>
    public Task ShowsAsync(string selector, string text = "")
        => Page.Locator(selector, new() { HasText = text.Length == 0 ? null : text }).First.WaitForAsync();

    /// <summary>Waits until so many elements are there.</summary>
    public Task HasCountAsync(string selector, int count)
        => Assertions.Expect(Page.Locator(selector)).ToHaveCountAsync(count, new() { Timeout = MostMilliseconds });

    /// <summary>Waits until no element has the selector and the text.</summary>
    public Task HidesAsync(string selector, string text)
        => Assertions.Expect(Page.Locator(selector, new() { HasText = text })).ToHaveCountAsync(0, new() { Timeout = MostMilliseconds });

    /// <summary>Lets the feed go on by a second, and waits until the page shows a later frame.</summary>
    public async Task StepAsync()
    {
        var clock = ((Stage)_site).Clock;
        var seq = await Page.EvaluateAsync<long>("() => Number(document.querySelector('main')?.dataset.seq ?? -1)");
        var begin = Stopwatch.GetTimestamp();
        do
        {
            Assert.True(Stopwatch.GetElapsedTime(begin).TotalMilliseconds < MostMilliseconds, "The page shows no later frame.");
            // A stream that is opened just now misses the step before it.
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        while (!await HasLaterAsync(seq));
    }

    /// <summary>Lets the feed go on second by second, until an element is in sight that has the text.</summary>
    public async Task StepUntilAsync(string selector, string text = "")
    {
        var element = Page.Locator(selector, new() { HasText = text.Length == 0 ? null : text }).First;
        var begin = Stopwatch.GetTimestamp();
        while (!await element.IsVisibleAsync())
        {
            Assert.True(Stopwatch.GetElapsedTime(begin).TotalMilliseconds < MostMilliseconds, $"The page does not show {selector} {text}.");
            await StepAsync();
        }
    }

    /// <summary>Keeps a fault for the end. It also goes to the output, because an assertion that fails first hides it.</summary>
    private void Note(string fault)
    {
        lock (_faults)
            _faults.Add(fault);
        TestContext.Current.TestOutputHelper?.WriteLine(fault);
    }

    private async Task<bool> HasLaterAsync(long seq)
    {
        try
        {
            await Page.WaitForFunctionAsync("seq => Number(document.querySelector('main')?.dataset.seq ?? -1) > seq", seq, new() { PollingInterval = 10, Timeout = 1000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        if (!MayRequestsFail && _site is Stage stage)
            _faults.AddRange(stage.ServerErrors);
        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults.Distinct()));
    }
}
