using HostedRuntime.Dashboard.Access;
using HostedRuntime.Dashboard.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime;

/// <summary>Maps the pages of the dashboard, and says who may see them.</summary>
public static class RuntimeDashboardEndpointExtensions
{
    /// <summary>
    /// Maps the pages of the dashboard below a path. Every route answers with status 403 until <c>RequireAuthorization</c>,
    /// <see cref="UseBrowserToken"/> or <see cref="AllowAnonymousToSeeEverything"/> is chained.
    /// </summary>
    /// <param name="endpoints">The routes of the application.</param>
    /// <param name="prefix">The path, such as "/runtime".</param>
    /// <returns>The group of routes.</returns>
    /// <exception cref="InvalidOperationException">The services lack <c>AddRuntimeDashboard</c>.</exception>
    public static RouteGroupBuilder MapRuntimeDashboard(this IEndpointRouteBuilder endpoints, string prefix = "/runtime")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var routes = endpoints.ServiceProvider.GetService<DashboardRoutes>()
            ?? throw new InvalidOperationException("The services of the dashboard are missing: call builder.Services.AddRuntimeDashboard() before the application is built.");
        var group = endpoints.MapGroup(prefix);
        routes.MapAll(group);
        return group;
    }

    /// <summary>
    /// Lets those browsers see the dashboard that have opened the address with the token. The program writes that address to its log when
    /// it has started; each start makes a new token of 128 random bits.
    /// </summary>
    /// <param name="dashboard">The group that <see cref="MapRuntimeDashboard"/> returned.</param>
    /// <returns>The same group.</returns>
    /// <remarks>
    /// The address sets a cookie that scripts cannot read and that no request from another site carries. With <c>RequireAuthorization</c>,
    /// a caller needs both.
    /// </remarks>
    public static RouteGroupBuilder UseBrowserToken(this RouteGroupBuilder dashboard) => dashboard.WithMetadata(BrowserTokenAccess.Instance);

    /// <summary>
    /// Lets every caller that reaches the address see all names of tasks and methods, and everything else on the dashboard. For networks in
    /// which each caller may know that. Actions are off.
    /// </summary>
    /// <param name="dashboard">The group that <see cref="MapRuntimeDashboard"/> returned.</param>
    /// <returns>The same group.</returns>
    public static RouteGroupBuilder AllowAnonymousToSeeEverything(this RouteGroupBuilder dashboard) => dashboard.WithMetadata(AnonymousAccess.Instance);
}
