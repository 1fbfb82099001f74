using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Samples.Tests;

/// <summary>The sample of the dashboard, as a newcomer uses it: start it, open the address, press a button, look.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    // Only a run that hangs takes this long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly CancellationTokenSource _limit = new(s_limit);
    private HttpClient _browser = null!;
    private Process _process = null!;

    public async ValueTask InitializeAsync()
    {
        // tests/Samples.Tests/bin/Debug/net10.0, and the same below samples/.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var root = own.Parent!.Parent!.Parent!.Parent!.Parent!;
        var file = Path.Combine(root.FullName, "samples", "Dashboard", "bin", own.Parent.Name, own.Name, "Dashboard.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [file, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() })!;
        _browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        while (await _process.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
        {
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at < 0 || !line.Contains("/login?t=", StringComparison.Ordinal))
                continue;
            var login = new Uri(line[at..].Trim());
            _browser.BaseAddress = new Uri(login.GetLeftPart(UriPartial.Authority));
            using var answer = await _browser.GetAsync(login, HttpCompletionOption.ResponseHeadersRead, _limit.Token);
            return;
        }

        Assert.Fail("The sample has ended without an address.");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _limit.Dispose();
    }

    [Theory]
    [InlineData("deadlock", "overview", "\"code\":\"HR005\"")]
    [InlineData("stall", "overview", "\"code\":\"HR001\"")]
    [InlineData("full-channel", "resources", "\"noConsumer\":true")]
    [InlineData("leak", "tasks&group=name", "\"count\":500,\"label\":\"receipt\"")]
    public async Task Button_WhenPressed_ShowsFault(string fault, string view, string expected)
    {
        using var pressed = await _browser.PostAsync(new Uri($"/faults/{fault}", UriKind.Relative), null, _limit.Token);
        Assert.Equal(HttpStatusCode.OK, pressed.StatusCode);
        await using var stream = await _browser.GetStreamAsync(new Uri($"/runtime/stream?view={view}", UriKind.Relative), _limit.Token);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(_limit.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains(expected, StringComparison.Ordinal))
                return;
        }

        Assert.Fail("The stream has ended.");
    }

    [Fact]
    public async Task Graph_OfDeadlock_ShowsCircle()
    {
        using var pressed = await _browser.PostAsync(new Uri("/faults/deadlock", UriKind.Relative), null, _limit.Token);
        await using var stream = await _browser.GetStreamAsync(new Uri("/runtime/stream?view=graph", UriKind.Relative), _limit.Token);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(_limit.Token) is { } line)
        {
            if (!line.StartsWith("data: {", StringComparison.Ordinal))
                continue;
            using var data = JsonDocument.Parse(line["data: ".Length..]);
            if (data.RootElement.GetProperty("rows") is var rows && rows.GetArrayLength() == 1 && rows[0].GetProperty("cycles").GetInt32() == 1)
            {
                Assert.Contains("node task cycle", rows[0].GetProperty("svg").GetString()!, StringComparison.Ordinal);
                return;
            }
        }

        Assert.Fail("The stream has ended.");
    }
}
