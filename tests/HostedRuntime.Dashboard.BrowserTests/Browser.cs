using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(HostedRuntime.Dashboard.BrowserTests.Browser))]

namespace HostedRuntime.Dashboard.BrowserTests;

/// <summary>Chromium, started once for all tests. Without one the tests are skipped.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_paths =
    [
        "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (s_paths.FirstOrDefault(File.Exists) is not { } path)
            return;
        _playwright = await Playwright.CreateAsync();
        // Chromium refuses its sandbox to root, as which containers of CI run.
        var arguments = Environment.UserName == "root" ? new[] { "--no-sandbox" } : [];
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = arguments });
    }

    /// <summary>Opens the dashboard of the sample and logs in.</summary>
    internal async Task<DashboardPage> OpenAsync(Shop shop, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        Assert.SkipWhen(_browser is null, "No Chromium is installed. On Debian: apt-get install chromium.");
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width * 9 / 16 },
            ColorScheme = scheme,
        });
        return await DashboardPage.OpenAsync(context, shop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
