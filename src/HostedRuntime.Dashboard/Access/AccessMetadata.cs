namespace HostedRuntime.Dashboard.Access;

/// <summary>On routes of the dashboard: a caller needs the cookie that the address with the token sets.</summary>
internal sealed class BrowserTokenAccess
{
    public static BrowserTokenAccess Instance { get; } = new();
}

/// <summary>On routes of the dashboard: every caller may look.</summary>
internal sealed class AnonymousAccess
{
    public static AnonymousAccess Instance { get; } = new();
}

/// <summary>On routes of the dashboard's own server: a request that came through a proxy is refused.</summary>
internal sealed class NoProxyAccess
{
    public static NoProxyAccess Instance { get; } = new();
}

/// <summary>The kinds of routes, for the rules of access.</summary>
internal enum RouteKind
{
    /// <summary>A page or data.</summary>
    Read,

    /// <summary>The address that turns the token into a cookie.</summary>
    Login,

    /// <summary>A change of the program.</summary>
    Action,
}

/// <summary>On every route of the dashboard.</summary>
/// <param name="Kind">The kind of the route.</param>
internal sealed record DashboardRoute(RouteKind Kind);
