using System.Diagnostics;
using System.Net;
using HostedRuntime.Dashboard.Access;
using HostedRuntime.Dashboard.Feed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Dashboard.Tests;

/// <summary>An application with a runtime and its dashboard, behind a real server on a free port. Its clock stands still.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    public const string Prefix = "/runtime";

    private readonly WebApplication _application;

    private DashboardHost(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
        Client = NewClient();
    }

    public Uri Address { get; }

    /// <summary>A client that follows no redirect and keeps no cookies.</summary>
    public HttpClient Client { get; }

    public FakeTimeProvider Clock => (FakeTimeProvider)Services.GetRequiredService<TimeProvider>();

    public IServiceProvider Services => _application.Services;

    public DashboardFeed Feed => Services.GetRequiredService<DashboardFeed>();

    public IRuntime Runtime => Services.GetRequiredService<IRuntime>();

    public string Token => Services.GetRequiredService<BrowserToken>().Value;

    public IEnumerable<RouteEndpoint> Routes => Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(static route => route.Metadata.GetMetadata<DashboardRoute>() is not null);

    /// <summary>Starts an application that everybody may look into.</summary>
    public static Task<DashboardHost> OpenAsync(Action<IServiceCollection>? services = null)
        => StartAsync(static group => group.AllowAnonymousToSeeEverything(), services);

    public static async Task<DashboardHost> StartAsync(Action<RouteGroupBuilder> access, Action<IServiceCollection>? services = null, Action<RuntimeDashboardOptions>? options = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "tests" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero)));
        // On a busy machine tasks are late, and a lint about that would change what pages show.
        builder.Services.AddAsyncRuntime(static runtime => (runtime.WorkerThreads, runtime.DisabledLints) = (2, string.Join(',', Enumerable.Range(1, 13).Select(static number => $"HR{number:000}"))));
        builder.Services.AddRuntimeDashboard(options);
        services?.Invoke(builder.Services);
        var application = builder.Build();
        access(application.MapRuntimeDashboard(Prefix));
        await application.StartAsync(TestContext.Current.CancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new DashboardHost(application, new Uri(address));
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    /// <summary>Sends a request to a path below the dashboard.</summary>
    public async Task<HttpResponseMessage> SendAsync(string path, string method = "GET", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Prefix + path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Logs in with the token.</summary>
    /// <returns>The cookie, as a browser sends it.</returns>
    public async Task<string> LogInAsync()
    {
        using var answer = await SendAsync($"/login?t={Token}");
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    /// <summary>Waits until so many pages are open.</summary>
    public async Task HasViewersAsync(int count)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Feed.Viewers != count)
        {
            // Only a test that fails comes to this end.
            Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMinutes(1), $"The feed has {Feed.Viewers} pages instead of {count}.");
            await Task.Yield();
        }
    }

    public Task StopAsync() => _application.StopAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _application.DisposeAsync();
    }
}
