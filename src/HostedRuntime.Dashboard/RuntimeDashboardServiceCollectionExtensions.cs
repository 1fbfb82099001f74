using HostedRuntime.Dashboard.Access;
using HostedRuntime.Dashboard.Endpoints;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Hosting;
using HostedRuntime.Dashboard.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntime;

/// <summary>Adds the dashboard to a host.</summary>
public static class RuntimeDashboardServiceCollectionExtensions
{
    /// <summary>
    /// Adds the services of the dashboard. It shows all runtimes that <c>AddAsyncRuntime</c> adds, before or after this call. An
    /// application with ASP.NET Core then maps its pages by <c>MapRuntimeDashboard</c>.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Changes the options. Null changes nothing.</param>
    /// <returns>The services.</returns>
    /// <remarks>
    /// While no page is open, the counters of each runtime are read once a second for the plots, and no snapshot is captured. Another call
    /// adds no second dashboard; every <paramref name="configure"/> applies, in order.
    /// </remarks>
    public static IServiceCollection AddRuntimeDashboard(this IServiceCollection services, Action<RuntimeDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(static service => service.ServiceType == typeof(DashboardFeed)))
            return services;
        services.AddOptions<RuntimeDashboardOptions>().PostConfigure<IHostEnvironment>(static (options, environment) => options.Title ??= environment.ApplicationName);
        services.AddSingleton(provider => new DashboardFeed(new RuntimeList(services, provider), ClockOf(provider)));
        services.AddSingleton(static _ => new BrowserToken());
        services.AddSingleton(static provider => new HostParts(provider));
        services.AddSingleton(static provider => new ViewBuilder(provider.GetRequiredService<HostParts>()));
        services.AddSingleton(static provider => new AccessGate(provider.GetRequiredService<BrowserToken>(), provider.GetRequiredService<IOptions<RuntimeDashboardOptions>>()));
        services.AddSingleton(static provider => new DashboardRoutes(
            provider.GetRequiredService<AccessGate>(),
            provider.GetRequiredService<BrowserToken>(),
            provider.GetRequiredService<DashboardFeed>(),
            provider.GetRequiredService<ViewBuilder>(),
            ClockOf(provider),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<IOptions<RuntimeDashboardOptions>>()));
        services.AddHostedService(static provider => new FeedService(provider.GetRequiredService<DashboardFeed>()));
        services.AddHostedService(static provider => new TokenAnnouncement(provider, provider.GetRequiredService<BrowserToken>(), provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }

    /// <summary>
    /// Adds the dashboard with a server of its own, for a host without ASP.NET Core. The server answers on the loopback addresses only, and
    /// wants the token that it writes to the log.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Changes the options of the server. Null changes nothing.</param>
    /// <returns>The services.</returns>
    /// <remarks>
    /// Requests that came through a proxy are refused, because then the caller is on another machine. A port that is in use is an error in
    /// the log; the host starts nevertheless.
    /// </remarks>
    public static IServiceCollection AddRuntimeDashboardServer(this IServiceCollection services, Action<RuntimeDashboardServerOptions>? configure = null)
    {
        services.AddRuntimeDashboard();
        services.AddOptions<RuntimeDashboardServerOptions>().Validate(static options => options.Port is >= 0 and <= 65535, "RuntimeDashboardServerOptions.Port must be between 0 and 65535.");
        if (configure is not null)
            services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DashboardServer>());
        return services;
    }

    private static TimeProvider ClockOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
