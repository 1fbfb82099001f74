using HostedRuntime.Dashboard.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Dashboard.Hosting;

/// <summary>Writes the addresses with the token to the log, once, when the server listens.</summary>
internal sealed class TokenAnnouncement(IServiceProvider services, BrowserToken token, ILoggerFactory loggers) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // A host without ASP.NET Core has neither.
        if (services.GetService<EndpointDataSource>() is not { } endpoints || services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses is not { } addresses)
            return Task.CompletedTask;
        Announce(endpoints, addresses, token, loggers);
        return Task.CompletedTask;
    }

    /// <summary>Writes the address of each dashboard that has a token, under the first address of the server.</summary>
    public static void Announce(EndpointDataSource endpoints, IEnumerable<string> addresses, BrowserToken token, ILoggerFactory loggers)
    {
        var log = DashboardLog.For(loggers);
        var logins = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(static route => route.Metadata.GetMetadata<DashboardRoute>()?.Kind == RouteKind.Login && route.Metadata.GetMetadata<BrowserTokenAccess>() is not null);
        foreach (var login in logins)
        {
            if (addresses.FirstOrDefault() is { } address)
                log.OpenDashboard($"{Browsable(address)}/{login.RoutePattern.RawText?.TrimStart('/')}?t={token.Value}");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Returns an address that a browser on this machine can open.</summary>
    private static string Browsable(string address)
        => address.TrimEnd('/').Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal);
}
