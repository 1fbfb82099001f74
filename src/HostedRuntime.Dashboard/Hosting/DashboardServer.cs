using System.Net;
using HostedRuntime.Dashboard.Access;
using HostedRuntime.Dashboard.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Dashboard.Hosting;

/// <summary>A server on the loopback addresses, which has the pages of the dashboard and nothing else.</summary>
internal sealed class DashboardServer(DashboardRoutes routes, BrowserToken token, IOptions<RuntimeDashboardServerOptions> options, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private WebApplication? _application;

    /// <summary>The address; null before the start, and if the server could not listen.</summary>
    public string? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var port = options.Value.Port;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // The system can choose a port for one address at a time.
            if (port == 0)
                server.Listen(IPAddress.Loopback, 0);
            else
                server.ListenLocalhost(port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(routes);
        var application = builder.Build();
        application.MapRuntimeDashboard("").UseBrowserToken().WithMetadata(NoProxyAccess.Instance);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            // The work of the host is more important than its dashboard.
            DashboardLog.For(loggers).NoDashboard(e, port);
            await application.DisposeAsync();
            return;
        }

        _application = application;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = addresses.First();
        TokenAnnouncement.Announce(application.Services.GetRequiredService<EndpointDataSource>(), addresses, token, loggers);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;
}
