using System.Net;
using HostedRuntime.Dashboard.Access;
using HostedRuntime.Dashboard.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Dashboard.Tests.Hosting;

/// <summary>The dashboard of a host without ASP.NET Core.</summary>
public sealed class DashboardServerTests : IAsyncLifetime
{
    private readonly Messages _messages = new();
    private IHost _host = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(_messages);
        builder.Services.AddAsyncRuntime(static options => options.WorkerThreads = 1);
        builder.Services.AddRuntimeDashboardServer(static options => options.Port = 0);
        _host = builder.Build();
        await _host.StartAsync();
        var address = _host.Services.GetServices<IHostedService>().OfType<DashboardServer>().Single().Address!;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task Start_OfServer_LogsAddressThatLogsIn()
    {
        var line = _messages.All.Single(static message => message.Contains("/login?t=", StringComparison.Ordinal));
        using var answer = await _client.GetAsync(new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Session_WithoutCookie_AnswersUnauthorized()
    {
        using var answer = await _client.GetAsync(new Uri("/session", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("Forwarded", "for=192.0.2.1")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("X-Forwarded-Host", "ops.example.com")]
    public async Task Login_ThroughProxy_AnswersForbidden(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/login?t={_host.Services.GetRequiredService<BrowserToken>().Value}");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public void Address_OfServer_IsLoopback() => Assert.True(IPAddress.IsLoopback(IPAddress.Parse(_client.BaseAddress!.Host)));

    private sealed class Messages : ILoggerProvider, ILogger
    {
        private readonly List<string> _all = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_all)
                    return [.. _all];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_all)
                _all.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
