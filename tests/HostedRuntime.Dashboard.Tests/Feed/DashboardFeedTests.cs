using HostedRuntime.Dashboard.Feed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Dashboard.Tests.Feed;

public sealed class DashboardFeedTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Tick_WithoutPage_CapturesNothing()
    {
        await using var host = await DashboardHost.OpenAsync();
        Advance(host, 10);

        Assert.Equal(0, host.Feed.Captures);
    }

    [Fact]
    public async Task Tick_WithPage_CapturesEachSecond()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var page = host.Feed.TryJoin(ViewerNeeds.None)!;
        var next = page.NextAsync(0, TestContext.Current.CancellationToken);
        Advance(host, 1);

        Assert.Equal(1, (await next).Seq);
    }

    [Fact]
    public async Task Tick_AfterLastPage_CapturesNothingMore()
    {
        await using var host = await DashboardHost.OpenAsync();
        using (var page = host.Feed.TryJoin(ViewerNeeds.Lanes | ViewerNeeds.Stacks)!)
            page.Current();
        var captures = host.Feed.Captures;
        Advance(host, 10);

        Assert.Equal(captures, host.Feed.Captures);
    }

    [Fact]
    public async Task Tick_AfterTaskEnds_ListsIt()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var page = host.Feed.TryJoin(ViewerNeeds.None)!;
        var task = Sleep(host);
        Advance(host, 1);
        Assert.Contains(page.Current().Runtimes[0].Snapshot.Tasks, row => row.Id == task.Id);
        task.Abort();
        await Assert.ThrowsAsync<JoinCanceledException>(async () => await task);
        Advance(host, 1);

        Assert.Equal(task.Id, page.Current().Ended.Single().Task.Id);
    }

    // Guards against a bug: the exception of such a tick, on a thread of a timer, ended the process.
    [Fact]
    public async Task Tick_WhileTheContainerIsDisposed_AsksItForNothing()
    {
        var host = await DashboardHost.OpenAsync(static services => services.AddSingleton<TickAtDispose>());
        var tick = host.Services.GetRequiredService<TickAtDispose>();

        await host.DisposeAsync();

        Assert.True(tick.HasCome);
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(70, 0)]
    public async Task Tick_WithoutPage_ForgetsEndedTasksAfterMinute(int seconds, int expected)
    {
        await using var host = await DashboardHost.OpenAsync();
        using (var page = host.Feed.TryJoin(ViewerNeeds.None)!)
        {
            var task = Sleep(host);
            Advance(host, 1);
            task.Abort();
            await Assert.ThrowsAsync<JoinCanceledException>(async () => await task);
            Advance(host, 1);
        }

        Advance(host, seconds);
        using var later = host.Feed.TryJoin(ViewerNeeds.None)!;

        Assert.Equal(expected, later.Current().Ended.Count);
    }

    [Fact]
    public async Task Tick_WithoutPage_KeepsHistory()
    {
        await using var host = await DashboardHost.OpenAsync();
        Advance(host, 400);
        using var page = host.Feed.TryJoin(ViewerNeeds.None)!;

        Assert.Equal(History.MostPoints, page.Current().Runtimes[0].History.Count);
    }

    [Fact]
    public async Task Current_AskedTwice_ReturnsSameFrame()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var page = host.Feed.TryJoin(ViewerNeeds.None)!;

        Assert.Same(page.Current(), page.Current());
    }

    [Fact]
    public async Task Current_WithStacks_ReplacesFrameWithout()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var page = host.Feed.TryJoin(ViewerNeeds.None)!;
        page.Current();
        using var other = host.Feed.TryJoin(ViewerNeeds.Stacks)!;

        Assert.True(other.Current().HasStacks);
        Assert.True(page.Current().HasStacks);
    }

    [Fact]
    public async Task TryJoin_OfNinthPage_ReturnsNull()
    {
        await using var host = await DashboardHost.OpenAsync();
        var pages = Enumerable.Range(0, DashboardFeed.MostViewers).Select(_ => host.Feed.TryJoin(ViewerNeeds.None)).ToList();

        Assert.DoesNotContain(null, pages);
        Assert.Null(host.Feed.TryJoin(ViewerNeeds.None));
        pages[0]!.Dispose();
        // A second disposal must not free another place.
        pages[0]!.Dispose();
        Assert.NotNull(host.Feed.TryJoin(ViewerNeeds.None));
        Assert.Null(host.Feed.TryJoin(ViewerNeeds.None));
    }

    [Fact]
    public async Task TryJoin_OfLaterStreamOfTab_ReplacesEarlierOne()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var first = host.Feed.TryJoin(ViewerNeeds.Lanes, new TabStream("a", 1))!;
        using var other = host.Feed.TryJoin(ViewerNeeds.None, new TabStream("b", 1))!;
        var replaced = new TaskCompletionSource();
        await using var registration = first.Replaced.Register(replaced.SetResult);
        using var second = host.Feed.TryJoin(ViewerNeeds.None, new TabStream("a", 2))!;
        await replaced.Task;

        Assert.Equal((2, false), (host.Feed.Viewers, other.Replaced.IsCancellationRequested));
        Assert.Null(second.Current().Lanes);
        // The end of the earlier stream must not free the place of the later one.
        first.Dispose();
        Assert.Equal(2, host.Feed.Viewers);
    }

    [Fact]
    public async Task TryJoin_OfStreamThatWasOvertaken_ReturnsNull()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var later = host.Feed.TryJoin(ViewerNeeds.None, new TabStream("a", 2))!;

        Assert.Null(host.Feed.TryJoin(ViewerNeeds.None, new TabStream("a", 1)));
        Assert.False(later.Replaced.IsCancellationRequested);
    }

    [Fact]
    public async Task TryJoin_OfTab_NeedsNoOtherPlace()
    {
        await using var host = await DashboardHost.OpenAsync();
        var pages = Enumerable.Range(0, DashboardFeed.MostViewers).Select(number => host.Feed.TryJoin(ViewerNeeds.None, new TabStream($"{number}", 1))!).ToList();
        using var again = host.Feed.TryJoin(ViewerNeeds.None, new TabStream("3", 2));

        Assert.NotNull(again);
        Assert.Null(host.Feed.TryJoin(ViewerNeeds.None, new TabStream("8", 1)));
        pages.ForEach(static page => page.Dispose());
    }

    [Fact]
    public async Task Runtimes_AddedAfterDashboard_AreShown()
    {
        await using var host = await DashboardHost.OpenAsync(static services => services.AddAsyncRuntime("reports"));

        Assert.Equal(["default", "reports"], host.Feed.Runtimes.Select(static runtime => runtime.Name));
    }

    /// <summary>Spawns a task that sleeps, and waits until snapshots have it.</summary>
    private static JoinHandle Sleep(DashboardHost host)
    {
        var task = host.Runtime.Spawn(static async () => await AsyncTime.SleepAsync(TimeSpan.FromHours(1)));
        var spin = default(SpinWait);
        while (!host.Runtime.CaptureSnapshot().Tasks.Any(row => row.Id == task.Id && row.Waits.Count > 0))
            spin.SpinOnce();
        return task;
    }

    private static void Advance(DashboardHost host, int seconds)
    {
        for (var second = 0; second < seconds; second++)
            host.Clock.Advance(s_second);
    }

    /// <summary>A service that the container disposes before the feed, and a tick at that moment.</summary>
    private sealed class TickAtDispose(TimeProvider clock) : IDisposable
    {
        public bool HasCome { get; private set; }

        public void Dispose()
        {
            ((FakeTimeProvider)clock).Advance(s_second);
            HasCome = true;
        }
    }
}
