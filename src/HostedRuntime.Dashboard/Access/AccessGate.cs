using HostedRuntime.Dashboard.Endpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Dashboard.Access;

/// <summary>Decides for each request of the dashboard whether it is answered. Every route goes through it.</summary>
/// <param name="token">The secret of the process.</param>
/// <param name="options">The options of the dashboard.</param>
internal sealed class AccessGate(BrowserToken token, IOptions<RuntimeDashboardOptions> options)
{
    /// <summary>The header that an action needs. A page of another site cannot send it without asking first.</summary>
    public const string ActionHeader = "X-HostedRuntime-Dashboard";

    private const string OtherSite = "The dashboard answers its own pages only. If it is behind a proxy, add the proxy's name to RuntimeDashboardOptions.AllowedHosts.";

    private static readonly string[] s_proxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    /// <summary>Returns the handler behind the rules of access.</summary>
    public static RequestDelegate Guard(AccessGate gate, RequestDelegate handler) => async context =>
    {
        SetHeaders(context.Response.Headers);
        if (gate.Refusal(context) is var (status, text))
            await Answers.ErrorAsync(context, status, text);
        else
            await handler(context);
    };

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        // The address of the login has the token.
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    /// <summary>Returns the status and the reason if the request is refused; null if it is answered.</summary>
    private (int Status, string Text)? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (!HostNames.IsAllowed(request.Host, options.Value.AllowedHosts))
            return (StatusCodes.Status400BadRequest, "This name of the host is not allowed. Add it to RuntimeDashboardOptions.AllowedHosts.");
        // A browser says from where a request comes. A link on another site may lead here, but its scripts may not read here.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "cross-site" or "same-site" && request.Headers["Sec-Fetch-Mode"] != "navigate")
            return (StatusCodes.Status403Forbidden, OtherSite);
        // Without HTTPS browsers send that header to loopback only. But a script that may read the answer of another site sends its origin.
        if (request.Headers.Origin is [{ } origin, ..] && !HostNames.IsOwnOrigin(origin, request.Host, options.Value.AllowedHosts))
            return (StatusCodes.Status403Forbidden, OtherSite);

        var metadata = context.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty;
        if (metadata.GetMetadata<NoProxyAccess>() is not null && Array.Exists(s_proxyHeaders, request.Headers.ContainsKey))
            return (StatusCodes.Status403Forbidden, "This server answers its own machine only, and the request came through a proxy. Map the dashboard into an application with RequireAuthorization instead.");
        // AllowAnonymous switches authorization off, so it is no choice to require it.
        var isAuthorized = (metadata.GetMetadata<IAuthorizeData>() is not null || metadata.GetMetadata<AuthorizationPolicy>() is not null) && metadata.GetMetadata<IAllowAnonymous>() is null;
        var needsToken = metadata.GetMetadata<BrowserTokenAccess>() is not null;
        if (!isAuthorized && !needsToken && metadata.GetMetadata<AnonymousAccess>() is null)
            return (StatusCodes.Status403Forbidden, "The dashboard is closed. Chain RequireAuthorization, UseBrowserToken or AllowAnonymousToSeeEverything to MapRuntimeDashboard.");
        return metadata.GetMetadata<DashboardRoute>()?.Kind switch
        {
            RouteKind.Login => needsToken ? null : (StatusCodes.Status403Forbidden, "The dashboard has no token."),
            _ when needsToken && !token.HasCookie(context) => (StatusCodes.Status401Unauthorized, "Open the address with the token, which the program has written to its log when it started."),
            RouteKind.Action => ActionRefusal(request, isAuthorized || needsToken),
            _ => null,
        };
    }

    private (int Status, string Text)? ActionRefusal(HttpRequest request, bool isKnownCaller)
    {
        if (!options.Value.EnableActions)
            return (StatusCodes.Status403Forbidden, "Actions are off. Set RuntimeDashboardOptions.EnableActions.");
        if (!isKnownCaller)
            return (StatusCodes.Status403Forbidden, "Actions need RequireAuthorization or UseBrowserToken.");
        return request.Headers[ActionHeader] == "1" ? null : (StatusCodes.Status403Forbidden, $"The header {ActionHeader}: 1 is missing.");
    }
}
