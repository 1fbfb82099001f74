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

    private static bool Matches(string pattern, string name)
        => pattern.StartsWith("*.", StringComparison.Ordinal)
            ? name.Length > pattern.Length - 1 && name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : name.Equals(pattern.TrimStart('[').TrimEnd(']'), StringComparison.OrdinalIgnoreCase);
}
