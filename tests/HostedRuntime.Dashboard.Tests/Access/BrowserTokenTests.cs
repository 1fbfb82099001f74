using System.Net;

namespace HostedRuntime.Dashboard.Tests.Access;

public sealed class BrowserTokenTests
{
    [Fact]
    public async Task Login_WithToken_SetsStrictCookieAndRedirects()
    {
        await using var host = await DashboardHost.StartAsync(static group => group.UseBrowserToken());
        using var answer = await host.SendAsync($"/login?t={host.Token}");

        Assert.Equal((HttpStatusCode.Redirect, "./"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        // A browser drops secure cookies of plain HTTP.
        Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(host.Token, cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?t=")]
    [InlineData("?t=00000000000000000000000000000000")]
    public async Task Login_WithOtherToken_AnswersUnauthorized(string query)
    {
        await using var host = await DashboardHost.StartAsync(static group => group.UseBrowserToken());
        using var answer = await host.SendAsync("/login" + query);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Session_WithCookie_IsAnswered()
    {
        await using var host = await DashboardHost.StartAsync(static group => group.UseBrowserToken());
        using var answer = await host.SendAsync("/session", "GET", ("Cookie", await host.LogInAsync()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Answers_ToCallerWithCookie_HaveNoSecret()
    {
        await using var host = await DashboardHost.StartAsync(static group => group.UseBrowserToken());
        var cookie = await host.LogInAsync();
        foreach (var path in new[] { "/", "/session", "/stream?view=overview", "/tasks/default/1", "/resources/1", "/assets/app.js", "/login?t=0" })
        {
            using var answer = await host.SendAsync(path, "GET", ("Cookie", cookie));
            await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            var buffer = new byte[256 * 1024];
            // A stream does not end, and its first event comes in one piece.
            var length = await body.ReadAsync(buffer, TestContext.Current.CancellationToken);
            var text = $"{answer.Headers} {System.Text.Encoding.UTF8.GetString(buffer, 0, length)}";

            Assert.NotEqual(0, length);
            Assert.DoesNotContain(host.Token, text, StringComparison.Ordinal);
            Assert.DoesNotContain(cookie.Split('=')[1], text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Session_WithTokenAsCookie_AnswersUnauthorized()
    {
        await using var host = await DashboardHost.StartAsync(static group => group.UseBrowserToken());
        var name = (await host.LogInAsync()).Split('=')[0];
        using var answer = await host.SendAsync("/session", "GET", ("Cookie", $"{name}={host.Token}"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Session_WithCookieAndAuthorization_NeedsBoth()
    {
        await using var host = await DashboardHost.StartAsync(static group =>
        {
            Microsoft.AspNetCore.Builder.AuthorizationEndpointConventionBuilderExtensions.RequireAuthorization(group);
            group.UseBrowserToken();
        }, static services => services.AddAuthorizationOf(isSignedIn: true));
        using var without = await host.SendAsync("/session");
        using var with = await host.SendAsync("/session", "GET", ("Cookie", await host.LogInAsync()));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
    }

    [Fact]
    public async Task Login_WithoutBrowserToken_AnswersForbidden()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var answer = await host.SendAsync($"/login?t={host.Token}");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
