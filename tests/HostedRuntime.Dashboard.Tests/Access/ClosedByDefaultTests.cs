using System.Net;
using HostedRuntime.Dashboard.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace HostedRuntime.Dashboard.Tests.Access;

/// <summary>
/// Each route, as the application has it, is asked. So a route that is added later cannot forget the rules. Statuses are those of refusals,
/// whatever a route would answer.
/// </summary>
public sealed class ClosedByDefaultTests
{
    [Fact]
    public async Task Route_WithoutChoice_AnswersForbidden()
        => await AssertAllAsync(static _ => { }, HttpStatusCode.Forbidden);

    [Fact]
    public async Task Route_WithPlainAllowAnonymous_AnswersForbidden()
        => await AssertAllAsync(static group => group.AllowAnonymous(), HttpStatusCode.Forbidden);

    [Fact]
    public async Task Route_WithAuthorizationSwitchedOff_AnswersForbidden()
        => await AssertAllAsync(static group => group.RequireAuthorization().AllowAnonymous(), HttpStatusCode.Forbidden, static services => services.AddAuthorizationOf(isSignedIn: true));

    [Fact]
    public async Task Route_WithBrowserToken_AnswersUnauthorizedWithoutCookie()
        => await AssertAllAsync(static group => group.UseBrowserToken(), HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Route_WithAuthorization_AnswersUnauthorizedWithoutUser()
        => await AssertAllAsync(static group => group.RequireAuthorization(), HttpStatusCode.Unauthorized, static services => services.AddAuthorizationOf(isSignedIn: false));

    [Fact]
    public async Task Route_OfOtherHostName_AnswersBadRequest()
        => await AssertAllAsync(static group => group.AllowAnonymousToSeeEverything(), HttpStatusCode.BadRequest, headers: ("Host", "evil.example"));

    [Fact]
    public async Task Route_FromOtherSite_AnswersForbidden()
        => await AssertAllAsync(static group => group.AllowAnonymousToSeeEverything(), HttpStatusCode.Forbidden, headers: ("Sec-Fetch-Site", "cross-site"));

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    public async Task Route_ForScriptOfOtherOrigin_AnswersForbidden(string origin)
        => await AssertAllAsync(static group => group.AllowAnonymousToSeeEverything(), HttpStatusCode.Forbidden, headers: ("Origin", origin));

    [Fact]
    public async Task Route_ThatIsRefused_HasSecurityHeaders()
    {
        await using var host = await DashboardHost.StartAsync(static _ => { });
        foreach (var (path, method) in RequestsOf(host))
        {
            using var answer = await host.SendAsync(path, method);
            AssertHeaders(answer);
        }
    }

    [Fact]
    public async Task Route_ThatIsOpen_HasSecurityHeaders()
    {
        await using var host = await DashboardHost.OpenAsync();
        foreach (var (path, method) in RequestsOf(host))
        {
            using var answer = await host.SendAsync(path, method);
            AssertHeaders(answer);
        }
    }

    private static void AssertHeaders(HttpResponseMessage answer)
    {
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        // Files of the pages hold nothing secret, and have a tag.
        Assert.True(answer.Headers.CacheControl!.NoStore || answer.Headers.ETag is not null);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task AssertAllAsync(
        Action<RouteGroupBuilder> access, HttpStatusCode expected, Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? services = null, params (string Name, string Value)[] headers)
    {
        await using var host = await DashboardHost.StartAsync(access, services, static options => options.EnableActions = true);
        var requests = RequestsOf(host).ToList();
        Assert.True(requests.Count >= 8, "The routes were not found.");
        foreach (var (path, method) in requests)
        {
            using var answer = await host.SendAsync(path, method, headers);
            Assert.True(answer.StatusCode == expected, $"{method} {path} answers {answer.StatusCode}, not {expected}.");
        }
    }

    /// <summary>Returns a request to each route, with values for its parameters.</summary>
    private static IEnumerable<(string Path, string Method)> RequestsOf(DashboardHost host)
        => from route in host.Routes
           let path = route.RoutePattern.RawText![DashboardHost.Prefix.Length..].Replace("{runtime}", "default", StringComparison.Ordinal).Replace("{id:long}", "1", StringComparison.Ordinal).Replace("{**file}", "app.js", StringComparison.Ordinal)
           from method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
           // An event stream that is open does not end.
           where route.Metadata.GetMetadata<DashboardRoute>() is not null
           select (path, method);
}
