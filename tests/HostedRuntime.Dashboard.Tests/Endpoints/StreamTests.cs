using System.Net;
using System.Text.Json;
using HostedRuntime.Dashboard.Feed;
using Microsoft.Extensions.DependencyInjection;

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
    public async Task Stream_BehindProxy_IsNotKeptBack()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var answer = await host.SendAsync("/stream?view=overview");

        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
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

        await host.HasViewersAsync(0);
    }

    [Fact]
    public async Task Stream_OfWorkers_HasThreadThatLostItsCore()
    {
        await using var host = await DashboardHost.OpenAsync();
        using var goOn = new ManualResetEventSlim();
        var task = host.Runtime.Spawn(() => AsyncRuntime.BlockInPlace(goOn.Wait), new SpawnOptions { Name = "import" });
        var spin = default(SpinWait);
        while (!host.Runtime.CaptureSnapshot().Workers.Any(worker => worker.Index < 0 && worker.TaskId == task.Id))
            spin.SpinOnce();
        await using var page = await PageStream.OpenAsync(host, "view=workers");
        var (_, _, data) = await page.NextAsync();
        var row = data.GetProperty("rows").EnumerateArray().Single(static row => row.TryGetProperty("taskName", out var name) && name.GetString() == "import");
        goOn.Set();
        await task;

        Assert.False(row.TryGetProperty("index", out _));
    }

    [Fact]
    public async Task Stream_OfSameTab_TakesPlaceOfEarlierOne()
    {
        await using var host = await DashboardHost.OpenAsync();
        await using var first = await PageStream.OpenAsync(host, "view=overview&tab=a&stream=1");
        await first.NextAsync();
        // The browser ends its old streams a moment later, and this one not at all. The clock stands still, so no frame comes either.
        for (var number = 1; number <= DashboardFeed.MostViewers; number++)
            await (await PageStream.OpenAsync(host, $"view=tasks&tab=a&stream={number}")).NextAsync();

        Assert.True(await first.HasEndedAsync());
        Assert.Equal(1, host.Feed.Viewers);
    }

    [Fact]
    public async Task Stream_ClosedWhileItsViewIsMade_FreesItsPlace()
    {
        var commands = new HeldCommands();
        await using var host = await DashboardHost.OpenAsync(services => services.AddSingleton<ICommandInvoker>(commands));
        // Disposed before the host, which waits for its requests.
        using var held = commands;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answer = host.Client.GetAsync(new Uri($"{DashboardHost.Prefix}/stream?view=commands", UriKind.Relative), gone.Token);
        await commands.Asked;
        Assert.Equal(1, host.Feed.Viewers);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        await host.HasViewersAsync(0);
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

    /// <summary>The commands of a host whose view is not made before the test ends.</summary>
    private sealed class HeldCommands : ICommandInvoker, IDisposable
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _isEnded = new();

        /// <summary>Completes when a view asks for the commands.</summary>
        public Task Asked => _asked.Task;

        public IReadOnlyList<CommandInfo> Commands
        {
            get
            {
                _asked.TrySetResult();
                _isEnded.Wait();
                return [];
            }
        }

        public IReadOnlyList<CommandMetrics> Metrics => [];

        public Task<TResult> InvokeAsync<TResult>(string command, object? args = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<JsonElement> InvokeAsync(string command, JsonElement args, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public void Dispose() => _isEnded.Set();
    }
}
