using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HostedRuntime.Dashboard.BrowserTests.Sites;

/// <summary>The sample with the dashboard, as a process on a free port.</summary>
internal sealed partial class Shop : Site
{
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly Task _rest;

    private Shop(Process process, Uri address, string token)
    {
        _process = process;
        Address = address;
        // Without a reader the sample would stop at a full pipe.
        _rest = process.StandardOutput.ReadToEndAsync();
        Login = new Uri(address, $"runtime/login?t={token}");
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public override Uri Address { get; }

    public override Uri Login { get; }

    public static async Task<Shop> OpenAsync(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(PathOfSample(), ["--urls", "http://127.0.0.1:0", .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string? address = null;
        string? token = null;
        while (address is null || token is null)
        {
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException("The sample ended before it had printed its addresses.");
            address = Listening().Match(line) is { Success: true } listening ? listening.Groups[1].Value : address;
            token = TokenInAddress().Match(line) is { Success: true } login ? login.Groups[1].Value : token;
        }

        return new Shop(process, new Uri(address), token);
    }

    /// <summary>Switches a fault on, as a button of the sample does.</summary>
    public async Task SwitchOnAsync(string fault)
    {
        using var answer = await _client.PostAsync(new Uri($"faults/{fault}", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
    }

    public async Task EndAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _rest;
        _process.Dispose();
    }

    // The folder of these tests is tests/PROJECT/bin/CONFIGURATION/net10.0/.
    private static string PathOfSample()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "samples", "Dashboard", "bin", output.Parent.Name, output.Name, OperatingSystem.IsWindows() ? "Dashboard.exe" : "Dashboard");
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();

    [GeneratedRegex(@"login\?t=([\w-]+)")]
    private static partial Regex TokenInAddress();
}
