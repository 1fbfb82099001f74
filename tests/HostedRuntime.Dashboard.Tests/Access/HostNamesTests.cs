using HostedRuntime.Dashboard.Access;
using Microsoft.AspNetCore.Http;

namespace HostedRuntime.Dashboard.Tests.Access;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5000")]
    [InlineData("127.0.0.1:80")]
    [InlineData("127.8.9.1")]
    [InlineData("[::1]:5000")]
    [InlineData("ops.example.com")]
    [InlineData("a.internal.example")]
    [InlineData("10.0.0.7:443")]
    public void IsAllowed_OfLoopbackOrListedName_ReturnsTrue(string host)
        => Assert.True(HostNames.IsAllowed(new HostString(host), ["ops.example.com", "*.internal.example", "10.0.0.7"]));

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("localhost.example.com")]
    [InlineData("127.0.0.1.example.com")]
    [InlineData("internal.example")]
    [InlineData("evil-internal.example")]
    [InlineData("ops.example.com.evil.example")]
    [InlineData("10.0.0.8")]
    public void IsAllowed_OfOtherName_ReturnsFalse(string host)
        => Assert.False(HostNames.IsAllowed(new HostString(host), ["ops.example.com", "*.internal.example", "10.0.0.7"]));

    [Theory]
    [InlineData("http://localhost:5000", "localhost:5000", true)]
    [InlineData("https://ops.example.com", "ops.example.com", true)]
    [InlineData("https://ops.example.com", "backend:5000", true)] // A proxy that asks by its own name.
    [InlineData("https://a.internal.example:8443", "backend:5000", true)]
    [InlineData("http://[::1]:5000", "[::1]:5000", true)]
    [InlineData("http://localhost:3000", "localhost:5000", false)]
    [InlineData("https://evil.example", "localhost:5000", false)]
    [InlineData("https://ops.example.com.evil.example", "ops.example.com", false)]
    [InlineData("null", "localhost:5000", false)]
    [InlineData("", "localhost:5000", false)]
    public void IsOwnOrigin_OfOrigin_NeedsAuthorityOrListedName(string origin, string host, bool expected)
        => Assert.Equal(expected, HostNames.IsOwnOrigin(origin, new HostString(host), ["ops.example.com", "*.internal.example"]));

    [Fact]
    public async Task Session_OfOwnOrigin_IsAnswered()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var answer = await host.SendAsync("/session", "GET", ("Origin", host.Address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Session_OfListedHost_IsAnswered()
    {
        await using var host = await DashboardHost.StartAsync(static group => group.AllowAnonymousToSeeEverything(), options: static options => options.AllowedHosts.Add("ops.example.com"));
        using var answer = await host.SendAsync("/session", "GET", ("Host", "ops.example.com"));

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }
}
