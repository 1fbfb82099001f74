using System.Net;
using HostedRuntime.Dashboard.Endpoints;

namespace HostedRuntime.Dashboard.Tests.Endpoints;

public sealed class AssetTests
{
    /// <summary>The budget of all files of the pages together, before compression.</summary>
    private const int MostBytes = 150 * 1024;

    [Fact]
    public void Assets_Together_AreWithinBudget() => Assert.InRange(Assets.Embedded.Value.Size, 1, MostBytes);

    [Fact]
    public async Task Index_OfDashboard_RefersToOwnFilesOnly()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var answer = await host.SendAsync("/");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        // The content security policy allows neither.
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asset_WithKnownTag_AnswersNotModified()
    {
        await using var host = await DashboardHost.OpenAsync();
        foreach (var name in Assets.Embedded.Value.Names)
        {
            using var first = await host.SendAsync($"/assets/{name}");
            using var again = await host.SendAsync($"/assets/{name}", "GET", ("If-None-Match", first.Headers.ETag!.Tag));

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, again.StatusCode));
        }
    }

    [Fact]
    public async Task Asset_ForBrowser_IsCompressed()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var plain = await host.SendAsync("/assets/app.js");
        using var zipped = await host.SendAsync("/assets/app.js", "GET", ("Accept-Encoding", "gzip, br"));

        Assert.Equal("gzip", zipped.Content.Headers.ContentEncoding.Single());
        Assert.True(zipped.Content.Headers.ContentLength < plain.Content.Headers.ContentLength);
    }
}
