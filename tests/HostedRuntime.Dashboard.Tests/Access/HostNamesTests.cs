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

    [Fact]
    public async Task Session_OfListedHost_IsAnswered()
    {
        await using var host = await DashboardHost.StartAsync(static group => group.AllowAnonymousToSeeEverything(), options: static options => options.AllowedHosts.Add("ops.example.com"));
        using var answer = await host.SendAsync("/session", "GET", ("Host", "ops.example.com"));

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }
}
