using System.Diagnostics;
using HostedRuntime.Dashboard.Feed;
using HostedRuntime.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HostedRuntime.Dashboard.BrowserTests.Sites;

/// <summary>
/// An application with a dashboard, in this process. Its clock, and with it the dashboard's, moves only when a test says so. Lints take
/// their time from the machine.
/// </summary>
internal sealed class Stage : Site
{
    /// <summary>Lints that a busy machine causes, and that would stand on pages of tests about something else.</summary>
    private const string NoLintsOfLoad = "HR001,HR002,HR003,HR004,HR010,HR011";

    private readonly WebApplication _application;
    private readonly StreamGate _streams;
    private readonly LoginLog _log;

    private Stage(WebApplication application, FakeTimeProvider clock, StreamGate streams, LoginLog log, string login)
    {
        (_application, Clock, _streams, _log) = (application, clock, streams, log);
        Login = new Uri(login);
        Address = new Uri(Login.GetLeftPart(UriPartial.Authority));
    }

    public override Uri Address { get; }

    public override Uri Login { get; }

    public FakeTimeProvider Clock { get; }

    public StreamGate Streams => _streams;

    /// <summary>The errors that the server has logged.</summary>
    public IEnumerable<string> ServerErrors => _log.ServerErrors;

    public DashboardFeed Feed => _application.Services.GetRequiredService<DashboardFeed>();

    public IRuntime Runtime => _application.Services.GetRequiredService<IRuntime>();

    /// <summary>Starts the application of the sample.</summary>
    public static Task<Stage> OpenShopAsync(bool withLints = false, bool withActions = false, params string[] arguments)
        => StartAsync(configure => OrderService.OrderApplication.Create(
            ["--urls", "http://127.0.0.1:0", $"--AsyncRuntime:DisabledLints={(withLints ? "HR003,HR010,HR011" : NoLintsOfLoad)}", .. arguments],
            builder =>
            {
                builder.Services.Configure<RuntimeDashboardOptions>(options => options.EnableActions = withActions);
                configure(builder);
            }));

    /// <summary>Starts an application whose runtime has nothing to do.</summary>
    public static Task<Stage> OpenEmptyAsync() => StartAsync(static configure =>
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAsyncRuntime(static options => (options.WorkerThreads, options.DisabledLints) = (2, NoLintsOfLoad));
        builder.Services.AddRuntimeDashboard(static options => options.Title = "Empty service");
        configure(builder);
        var application = builder.Build();
        application.MapRuntimeDashboard("/runtime").UseBrowserToken();
        return application;
    });

    /// <summary>Switches a fault on, as a button of the sample does.</summary>
    public void SwitchOn(string fault) => Assert.True(_application.Services.GetRequiredService<OrderService.Faults.FaultBoard>().TrySwitchOn(fault));

    /// <summary>Spawns a task that sleeps by the clock of the test, and waits until snapshots have it.</summary>
    public JoinHandle Spawn(string name)
    {
        var task = Runtime.Spawn(static async () => await AsyncTime.SleepAsync(TimeSpan.FromDays(1)), new SpawnOptions { Name = name });
        SpinUntil(() => Runtime.CaptureSnapshot().Tasks.Any(row => row.Id == task.Id && row.Waits.Count > 0));
        return task;
    }

    /// <summary>Lets two tasks of that name wait for each other.</summary>
    public void Cross(string name, AsyncMutex first, AsyncMutex second)
    {
        var both = new AsyncBarrier(2);
        Take(first, second);
        Take(second, first);

        void Take(AsyncMutex outer, AsyncMutex inner) => Runtime.Spawn(
            async ct =>
            {
                using var held = await outer.LockAsync(ct);
                await both.SignalAndWaitAsync(ct);
                using var never = await inner.LockAsync(ct);
            },
            new SpawnOptions { Name = name, StopBehavior = StopBehavior.Cancel }).Detach();
    }

    /// <summary>Waits until so many pages are open.</summary>
    public Task HasViewersAsync(int count) => UntilAsync(() => Feed.Viewers == count, $"the feed has {count} pages");

    /// <summary>Waits until so many requests got no answer.</summary>
    public Task HoldsAsync(int count) => UntilAsync(() => _streams.Held >= count, $"{count} requests are held");

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!condition())
        {
            // Only a test that fails comes to this end.
            Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMinutes(1), $"It does not come to pass that {what}.");
            await Task.Yield();
        }
    }

    private static void SpinUntil(Func<bool> condition)
    {
        var spin = default(SpinWait);
        while (!condition())
            spin.SpinOnce();
    }

    public override async ValueTask DisposeAsync()
    {
        _streams.Holding = null;
        await _application.DisposeAsync();
    }

    private static async Task<Stage> StartAsync(Func<Action<WebApplicationBuilder>, WebApplication> create)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
        var streams = new StreamGate();
        var log = new LoginLog();
        var application = create(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton<IStartupFilter>(streams);
            builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Information);
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new Stage(application, clock, streams, log, await log.Address);
    }
}
