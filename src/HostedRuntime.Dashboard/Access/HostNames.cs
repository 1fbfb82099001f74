using System.Net;
using Microsoft.AspNetCore.Http;

namespace HostedRuntime.Dashboard.Access;

/// <summary>
/// The names under which the dashboard answers. A page of another site can make a name of its own lead to this machine (DNS rebinding), and
/// then read answers as its own. So names that nobody allowed are refused.
/// </summary>
internal static class HostNames
{
    /// <summary>Returns whether the name of the Host header is allowed: a loopback name or address, or one of the list.</summary>
    /// <param name="host">The host of the request.</param>
    /// <param name="allowed">Names; "*.example.com" stands for all names below example.com.</param>
    public static bool IsAllowed(HostString host, IEnumerable<string> allowed)
    {
        var name = host.Host.TrimStart('[').TrimEnd(']');
        if (name.Length == 0)
            return false;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address))
            || allowed.Any(pattern => Matches(pattern, name));
    }

    /// <summary>
    /// Returns whether a page of the origin belongs to the dashboard. It then has the host and port of the request, or a name of the list.
    /// The scheme does not count, because a proxy may speak HTTPS for the server. Nor does its own name, which the list has then.
    /// </summary>
    /// <param name="origin">The Origin header of the request.</param>
    /// <param name="host">The host of the request.</param>
    /// <param name="allowed">The names; see <see cref="IsAllowed"/>.</param>
    public static bool IsOwnOrigin(string origin, HostString host, IEnumerable<string> allowed)
        => Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && (page.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase) || allowed.Any(pattern => Matches(pattern, page.Host.TrimStart('[').TrimEnd(']'))));

    private static bool Matches(string pattern, string name)
        => pattern.StartsWith("*.", StringComparison.Ordinal)
            ? name.Length > pattern.Length - 1 && name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : name.Equals(pattern.TrimStart('[').TrimEnd(']'), StringComparison.OrdinalIgnoreCase);
}
