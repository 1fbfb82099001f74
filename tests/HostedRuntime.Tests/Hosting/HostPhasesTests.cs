using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Hosting;

public sealed class HostPhasesTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hooks_All_RunOnTheRuntimeAsNamedTasks()
    {
        var seen = new Journal();
        var application = new TestApplication();
        application.AddPlugin(
            "census", (_, _) => SeeAsync(), (_, _) => SeeAsync(), (runtimeEvent, _) => runtimeEvent is RuntimeEvent.Exited ? Task.CompletedTask : SeeAsync(), _ => SeeAsync());
        application.Runtime.AddSetup((_, _) => SeeAsync());
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            [
                "plugin:census:Initialize", "plugin:census:Setup", "plugin:setup:Setup", "plugin:census:Ready", "plugin:census:ExitRequested", "plugin:census:Stop",
            ],
            seen.Lines);

        async Task SeeAsync()
        {
            await Task.Yield();
            Assert.Equal("default", CurrentTask.Runtime?.Name);
            Assert.NotNull(CurrentTask.WorkerIndex);
            seen.Add(CurrentTask.Name!);
        }
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hooks_CallerHasContextAndFlow_SeeNeither()
    {
        var flow = new AsyncLocal<string?> { Value = "the caller's" };
        var posts = new CountingContext();
        var seen = new Journal();
        var application = new TestApplication();
        application.AddPlugin("a", (_, _) => See(), (_, _) => See(), (_, _) => See(), _ => See());
        using var host = application.Build();
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(posts);
        try
        {
            host.StartAsync().GetAwaiter().GetResult();
            host.StopAsync().GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        Assert.Equal(Enumerable.Repeat(" ", 6), seen.Lines);
        Assert.Equal(0, posts.Count);
        await Task.CompletedTask;

        Task See() => seen.Note($"{flow.Value} {(ReferenceEquals(SynchronizationContext.Current, posts) ? "the caller's" : "")}");
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task HostedService_UsesTheRuntimeInItsWholeLife()
    {
        var application = new TestApplication().AddPlugin("a");
        application.Services.AddSingleton(application.Journal).AddHostedService<SpawningService>();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            ["a.Initialize", "a.Setup", "StartAsync", "a.Ready", "a.ExitRequested", "StopAsync", "a.Stop", "a.Exited"],
            application.Journal.Lines.Where(line => line != "constructor"));
        Assert.Contains("constructor", application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_ServicesRegisteredBeforeTheRuntime_StillSpawn()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var journal = new Journal();
        builder.Services.AddSingleton(journal).AddHostedService<SpawningService>().AddAsyncRuntime().AddPlugin("a", plugin => plugin.OnStop(_ => journal.Note("a.Stop")));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["StopAsync", "a.Stop"], journal.Lines.TakeLast(2));
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Phases_ConcurrentHost_AreTheSame(bool start, bool stop)
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b");
        application.Services.Configure<HostOptions>(options =>
        {
            options.ServicesStartConcurrently = start;
            options.ServicesStopConcurrently = stop;
        });
        application.Services.AddSingleton(application.Journal).AddHostedService<SpawningService>();
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            [
                "a.Initialize", "b.Initialize", "a.Setup", "b.Setup", "a.Ready", "b.Ready",
                "a.ExitRequested", "b.ExitRequested", "b.Stop", "a.Stop", "a.Exited", "b.Exited",
            ],
            application.Journal.Lines.Where(line => line.Contains('.', StringComparison.Ordinal)));
        Assert.Contains("StopAsync", application.Journal.Lines);
        Assert.Equal(0, application.Threads.Alive);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_WithoutStop_DoesEverythingThatDidNotHappen(bool sync)
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b");
        var host = application.Build();
        await host.StartAsync();

        if (sync)
            host.Dispose();
        else
            await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal(["a.ExitRequested", "b.ExitRequested", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines.Skip(6));
        Assert.Equal(0, application.Threads.Alive);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Dispose_OtherServiceFailedTheStart_StopsWithoutAnnouncingAnExit()
    {
        var application = new TestApplication().AddPlugin("a");
        application.Services.AddHostedService<FailingService>();
        using (var host = application.Build())
            await Assert.ThrowsAsync<FormatException>(() => host.StartAsync());

        Assert.Equal(["a.Initialize", "a.Setup", "a.Stop", "a.Exited"], application.Journal.Lines);
        Assert.Equal(0, application.Threads.Alive);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Dispose_DuringTheStart_CancelsItAndStops()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var application = new TestApplication().AddPlugin("a").AddPlugin("b", initialize: (_, ct) =>
        {
            entered.SetResult();
            return new TaskCompletionSource().Task.WaitAsync(ct);
        });
        var host = application.Build();
        var start = host.StartAsync();
        await entered.Task;

        await ((IAsyncDisposable)host).DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => start);
        Assert.Equal(["a.Initialize", "b.Initialize", "a.Stop", "a.Exited"], application.Journal.Lines);
        Assert.Equal(0, application.Threads.Alive);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_AfterFailedStart_DoesNothingMore()
    {
        var application = new TestApplication().AddPlugin("a", initialize: (_, _) => throw new FormatException("no"));
        using var host = application.Build();
        await Assert.ThrowsAsync<PluginInitializationException>(() => host.StartAsync());
        var lines = application.Journal.Lines.Length;

        await host.StopAsync();

        Assert.Equal(lines, application.Journal.Lines.Length);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_TokenFiredAlready_StillStopsEveryPlugin()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b");
        using var host = application.Build();
        await host.StartAsync();

        await host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal(["b.Stop", "a.Stop"], application.Journal.Lines.Where(line => line.EndsWith(".Stop", StringComparison.Ordinal)));
        Assert.Equal(0, application.Threads.Alive);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_TasksEndByThemselves_ReportIsInformation()
    {
        ShutdownReport? report = null;
        var release = new TaskCompletionSource();
        var application = new TestApplication().AddPlugin(
            "a",
            initialize: (context, _) =>
            {
                context.Runtime.Spawn(() => release.Task).Detach();
                return Task.CompletedTask;
            },
            onEvent: (runtimeEvent, _) =>
            {
                report = (runtimeEvent as RuntimeEvent.Exited)?.Report;
                return Task.CompletedTask;
            },
            stop: _ =>
            {
                release.SetResult();
                return Task.CompletedTask;
            });
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.NotNull(report);
        Assert.True(report.IsClean);
        Assert.Equal(LogLevel.Information, application.Logs.Single(8).Level);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_TaskIgnoresTheEnd_ReportIsAWarningThatNamesIt()
    {
        var release = new TaskCompletionSource();
        var application = new TestApplication().Configure("AsyncRuntime:ShutdownTimeout", "00:00:00.2");
        using var host = application.Build();
        await host.StartAsync();
        var started = new TaskCompletionSource();
        host.Services.GetRequiredService<IRuntimeHandle>().Spawn(
            () =>
            {
                started.SetResult();
                return release.Task;
            },
            new SpawnOptions { Name = "deaf" }).Detach();
        await started.Task;

        await host.StopAsync();

        var rest = application.Logs.Single(9);
        Assert.Equal(LogLevel.Warning, rest.Level);
        Assert.Contains("'deaf'", rest.Message, StringComparison.Ordinal);
        release.SetResult();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Hosts_TwoInOneProcess_HaveARuntimeEach()
    {
        TestApplication one = new TestApplication().AddPlugin("a"), two = new TestApplication().AddPlugin("a");
        using var first = one.Build();
        using var second = two.Build();
        await first.StartAsync();
        await second.StartAsync();
        Assert.NotSame(first.Services.GetRequiredService<IRuntimeHandle>(), second.Services.GetRequiredService<IRuntimeHandle>());

        await first.StopAsync();

        Assert.Equal(5, await second.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => 5));
        await second.StopAsync();
        Assert.Equal(one.Journal.Lines, two.Journal.Lines);
    }

    private sealed class SpawningService : IHostedService
    {
        private readonly IRuntimeHandle _runtime;
        private readonly Journal _journal;
        private readonly JoinHandle _early;

        public SpawningService(IRuntimeHandle runtime, Journal journal)
        {
            _runtime = runtime;
            _journal = journal;
            _early = runtime.Spawn(() => journal.Add("constructor"));
        }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await _early;
            await _runtime.Spawn(() => _journal.Add("StartAsync"));
        }

        public async Task StopAsync(CancellationToken cancellationToken) => await _runtime.Spawn(() => _journal.Add("StopAsync"));
    }

    private sealed class FailingService : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new FormatException("not today");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _count);
            base.Post(d, state);
        }
    }
}
