using HostedRuntime.Dashboard.BrowserTests.Sites;
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
        // The variable names a browser in another place.
        if (s_paths.Prepend(Environment.GetEnvironmentVariable("HOSTEDRUNTIME_CHROMIUM") ?? "").FirstOrDefault(File.Exists) is not { } path)
            return;
        _playwright = await Playwright.CreateAsync();
        // Chromium refuses its sandbox to root, as which containers of CI run.
        var arguments = Environment.UserName == "root" ? new[] { "--no-sandbox" } : [];
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = arguments });
    }

    /// <summary>Opens the dashboard of a program and logs in.</summary>
    /// <param name="site">The program.</param>
    /// <param name="scheme">The colours that the system asks for.</param>
    /// <param name="width">The width of the window in pixels.</param>
    /// <param name="initScript">Runs in the page before the scripts of the dashboard. Null for none.</param>
    internal async Task<DashboardPage> OpenAsync(Site site, ColorScheme scheme = ColorScheme.Light, int width = 1280, string? initScript = null)
        => await DashboardPage.OpenAsync(await NewContextAsync(scheme, width), site, initScript);

    /// <summary>Opens the dashboard of a program, logs in, and waits for nothing.</summary>
    internal async Task<DashboardPage> LogInAsync(Site site, bool mayRequestsFail = false)
        => await DashboardPage.LogInAsync(await NewContextAsync(ColorScheme.Light, 1280), site, mayRequestsFail: mayRequestsFail);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private Task<IBrowserContext> NewContextAsync(ColorScheme scheme, int width)
    {
        Assert.SkipWhen(_browser is null, "No Chromium is installed. On Debian: apt-get install chromium.");
        return _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width * 9 / 16 },
            ColorScheme = scheme,
        });
    }
}
