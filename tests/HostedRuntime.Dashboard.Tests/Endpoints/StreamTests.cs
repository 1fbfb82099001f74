using System.Net;
using HostedRuntime.Dashboard.Feed;

namespace HostedRuntime.Dashboard.Tests.Endpoints;

public sealed class StreamTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Stream_WhenOpened_BeginsWithSnapshot()
    {
        await using var host = await DashboardHost.OpenAsync();
        await using var page = await PageStream.OpenAsync(host, "view=overview");
        var (type, id, data) = await page.NextAsync();

        Assert.Equal(("snapshot", "overview", "default"), (type, data.GetProperty("view").GetString(), data.GetProperty("rows")[0].GetProperty("key").GetString()));
        Assert.Equal(id, data.GetProperty("seq").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Stream_AfterSecond_SendsDelta()
    {
        await using var host = await DashboardHost.OpenAsync();
        await using var page = await PageStream.OpenAsync(host, "view=overview");
        var first = (await page.NextAsync()).Data.GetProperty("seq").GetInt64();
        host.Clock.Advance(s_second);
        host.Clock.Advance(s_second);
        var (type, _, data) = await page.NextAsync();

        Assert.Equal("delta", type);
        Assert.True(data.GetProperty("seq").GetInt64() > first);
    }

    [Fact]
    public async Task Stream_Reopened_BeginsWithLaterSnapshot()
    {
        await using var host = await DashboardHost.OpenAsync();
        string? last;
        await using (var page = await PageStream.OpenAsync(host, "view=overview"))
            last = (await page.NextAsync()).Id;
        host.Clock.Advance(2 * s_second);
        await using var again = await PageStream.OpenAsync(host, "view=overview", ("Last-Event-ID", last!));
        var (type, id, _) = await again.NextAsync();

        Assert.Equal("snapshot", type);
        Assert.True(long.Parse(id!, System.Globalization.CultureInfo.InvariantCulture) > long.Parse(last!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Stream_WhenNothingChanges_SendsHeartbeatForEachFrame()
    {
        await using var host = await DashboardHost.OpenAsync();
        await using var page = await PageStream.OpenAsync(host, "view=startup");
        var seq = (await page.NextAsync()).Data.GetProperty("seq").GetInt64();
        host.Clock.Advance(s_second);
        var (type, _, data) = await page.NextAsync();

        Assert.Equal(("heartbeat", seq + 1), (type, data.GetProperty("seq").GetInt64()));
        Assert.Equal(host.Clock.GetUtcNow(), data.GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Stream_OfUnknownView_AnswersBadRequest()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var answer = await host.SendAsync("/stream?view=nothing");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Stream_OfNinthPage_AnswersServiceUnavailable()
    {
        await using var host = await DashboardHost.OpenAsync();
        var pages = new List<PageStream>();
        for (var i = 0; i < DashboardFeed.MostViewers; i++)
            pages.Add(await PageStream.OpenAsync(host, "view=overview"));
        using var ninth = await host.SendAsync("/stream?view=overview");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ninth.StatusCode);
        Assert.Contains("8 pages", await ninth.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var page in pages)
            await page.DisposeAsync();
    }

    [Fact]
    public async Task Stream_WhenPageLeaves_FreesItsPlace()
    {
        await using var host = await DashboardHost.OpenAsync();
        await using (var page = await PageStream.OpenAsync(host, "view=workers"))
            await page.NextAsync();
        var spin = default(SpinWait);
        while (host.Feed.Viewers > 0)
            spin.SpinOnce();

        Assert.Equal(0, host.Feed.Viewers);
    }

    [Fact]
    public async Task Stream_WhenHostStops_Ends()
    {
        await using var host = await DashboardHost.OpenAsync();
        await using var page = await PageStream.OpenAsync(host, "view=overview");
        await page.NextAsync();
        var ended = page.HasEndedAsync();
        await host.StopAsync();

        Assert.True(await ended);
    }
}
