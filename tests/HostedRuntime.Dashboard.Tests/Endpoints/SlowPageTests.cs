using System.Text.Json;
using HostedRuntime.Dashboard.Endpoints;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Dashboard.Views;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Dashboard.Tests.Endpoints;

/// <summary>A page that takes its events slowly. The server asks for the next event when the page has taken the last one.</summary>
public sealed class SlowPageTests
{
    [Fact]
    public async Task Events_TakenSlowly_AreOfNewestFrame()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var viewer = host.Feed.TryJoin(ViewerNeeds.None)!;
        var stream = new ViewStream(host.Services.GetRequiredService<ViewBuilder>(), host.Clock);
        await using var events = stream.EventsAsync(viewer, new ViewQuery { View = "overview" }, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());
        for (var second = 0; second < 100; second++)
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        var newest = host.Feed.Captures;
        Assert.True(await events.MoveNextAsync());
        using var delta = JsonDocument.Parse(events.Current.Data);

        Assert.Equal(newest, delta.RootElement.GetProperty("seq").GetInt64());
        // The points of the plots in between are not lost.
        Assert.Equal(99, delta.RootElement.GetProperty("rows")[0].GetProperty("history").GetProperty("t").GetArrayLength());
    }

    [Fact]
    public async Task Events_WithoutFrame_HaveHeartbeatEachFifteenSeconds()
    {
        await using var host = await DashboardHost.OpenAsync();
        // This feed was not started, so no frame comes.
        using var feed = new DashboardFeed(new RuntimeList(new ServiceCollection(), host.Services), host.Clock);
        using var viewer = feed.TryJoin(ViewerNeeds.None)!;
        var stream = new ViewStream(host.Services.GetRequiredService<ViewBuilder>(), host.Clock);
        await using var events = stream.EventsAsync(viewer, new ViewQuery { View = "overview" }, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());
        for (var beat = 0; beat < 2; beat++)
        {
            var next = events.MoveNextAsync().AsTask();
            host.Clock.Advance(TimeSpan.FromSeconds(14));
            Assert.False(next.IsCompleted);
            host.Clock.Advance(TimeSpan.FromSeconds(1));

            Assert.True(await next);
            Assert.Equal("heartbeat", events.Current.EventType);
        }
    }
}
