using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Trimmed.Checks;

/// <summary>A dashboard with a server of its own, opened by the address in the log.</summary>
internal static class DashboardChecks
{
    public static async Task<bool> RunAsync()
    {
        using var log = new CollectedLog();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(log);
        builder.Services.AddAsyncRuntime(static options => options.WorkerThreads = 1);
        builder.Services.AddRuntimeDashboardServer(static options => options.Port = 0);
        using var host = builder.Build();
        await host.StartAsync();
        var line = log.Lines.First(static line => line.Contains("/login?t=", StringComparison.Ordinal));
        var login = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ')[0]);
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new System.Net.CookieContainer() });
        var page = await browser.GetStringAsync(login);
        using var stranger = new HttpClient();
        using var refused = await stranger.GetAsync(new Uri(login, "/"));
        await host.StopAsync();
        return page.Contains("<html", StringComparison.OrdinalIgnoreCase) && refused.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden;
    }

    private sealed class CollectedLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
