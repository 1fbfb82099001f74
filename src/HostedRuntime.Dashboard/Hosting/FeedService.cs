using HostedRuntime.Dashboard.Feed;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.Dashboard.Hosting;

/// <summary>Reads the counters of the runtimes from the start of the host on, so that the first page has plots.</summary>
internal sealed class FeedService(DashboardFeed feed) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        feed.Start();
        return Task.CompletedTask;
    }

    // The container disposes the feed. Until then pages see how the runtimes end.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
