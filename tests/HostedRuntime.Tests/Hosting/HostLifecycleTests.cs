using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Hosting;

/// <summary>
/// Hosts start and stop in every way, with services one after the other and concurrently. Every initialized plugin is stopped, each runtime
/// ends once, and no thread is left.
/// </summary>
public sealed class HostLifecycleTests
{
    /// <summary>Whether services start concurrently, and whether they stop concurrently.</summary>
    public static TheoryData<bool, bool> Modes => new() { { false, false }, { true, false }, { false, true }, { true, true } };

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task StopApplication_InInitialize_StopsInitializedPlugins(bool start, bool stop)
    {
        var application = Application(start, stop).AddPlugin("a").AddPlugin("b", initialize: (context, _) =>
        {
            context.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            return Task.CompletedTask;
        }).AddPlugin("c");
        using var host = application.Build();

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.RunAsync());

        Assert.Equal(
            "The start of runtime 'default' was cancelled at Initialize of plugin 'c'."
                + " The application was asked to stop, by IHostApplicationLifetime.StopApplication, IHost.StopAsync or a signal.",
            canceled.Message);
        Assert.Equal(["a.Initialize", "b.Initialize", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task StopApplication_InInitializeThatCompletes_StopsThatPlugin(bool start, bool stop)
    {
        var application = Application(start, stop).AddPlugin("a", initialize: async (context, ct) =>
        {
            var fired = new TaskCompletionSource();
            using var registration = ct.Register(fired.SetResult);
            context.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            await fired.Task;
        }).AddPlugin("b");
        using var host = application.Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.RunAsync());

        Assert.Equal(["a.Initialize", "a.Stop", "a.Exited"], application.Journal.Lines);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task StopApplication_InStartOfOtherService_StopsOnce(bool start, bool stop)
    {
        var application = Application(start, stop).AddPlugin("a");
        application.Services.AddHostedService(services => new Service(
            start: _ =>
            {
                services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
                return Task.CompletedTask;
            }));
        using (var host = application.Build())
        {
            // .NET's host decides whether this counts as a failed start, so an exception is allowed.
            await Record.ExceptionAsync(() => host.RunAsync());
        }

        Assert.Equal(["a.Initialize", "a.Setup", "a.Stop", "a.Exited"], application.Journal.Lines.Where(line => line is not ("a.Ready" or "a.ExitRequested")));
        await application.Threads.AllEndedAsync();
    }

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task StopAsync_DuringStart_CancelsStartAndEnds(bool start, bool stop)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var application = Application(start, stop).AddPlugin("a").AddPlugin("b", setup: (_, ct) =>
        {
            entered.SetResult();
            return new TaskCompletionSource().Task.WaitAsync(ct);
        });
        using var host = application.Build();
        // A concurrent host blocks its caller until the plugins are set up.
        var starting = Task.Run(() => host.StartAsync());
        await entered.Task;

        await host.StopAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.Equal(["a.Initialize", "b.Initialize", "a.Setup", "b.Setup", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task StartupTimeout_PluginHangs_FailsStartAndEnds(bool start, bool stop)
    {
        var application = Application(start, stop).AddPlugin("a", initialize: (_, ct) => new TaskCompletionSource().Task.WaitAsync(ct));
        application.Services.Configure<HostOptions>(options => options.StartupTimeout = TimeSpan.FromMilliseconds(500));
        using var host = application.Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync());

        // On a busy machine, the timeout may pass before the plugin is initialized.
        Assert.All(application.Journal.Lines, line => Assert.Equal("a.Initialize", line));
        await application.Threads.AllEndedAsync();
    }

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task StopAsync_Twice_EndsOnce(bool start, bool stop)
    {
        var application = Application(start, stop).AddPlugin("a");
        using var host = application.Build();
        await host.StartAsync();
        await host.StopAsync();
        await host.StopAsync();

        Assert.Equal(["a.Initialize", "a.Setup", "a.Ready", "a.ExitRequested", "a.Stop", "a.Exited"], application.Journal.Lines);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task StopAsync_AnotherServiceFailsToStop_StillEnds(bool start, bool stop)
    {
        var application = Application(start, stop).AddPlugin("a");
        application.Services.AddHostedService(_ => new Service(stop: _ => throw new FormatException("not today")));
        using var host = application.Build();
        await host.StartAsync();

        await Assert.ThrowsAsync<FormatException>(() => host.StopAsync());

        Assert.Equal(["a.ExitRequested", "a.Stop", "a.Exited"], application.Journal.Lines.Skip(3));
        await application.Threads.AllEndedAsync();
    }

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task StopAsync_HostTimeoutExpires_ReportsTasksOfEachRuntime(bool start, bool stop)
    {
        var release = new TaskCompletionSource();
        var application = Application(start, stop).Configure("AsyncRuntime:ShutdownTimeout", "1.00:00:00").Configure("AsyncRuntime:Runtimes:cpu:ShutdownTimeout", "1.00:00:00");
        application.AddRuntime("cpu");
        application.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50));
        using var host = application.Build();
        await host.StartAsync();
        foreach (var name in new[] { "default", "cpu" })
            host.Services.GetRequiredKeyedService<IRuntimeHandle>(name).Spawn(() => release.Task, new SpawnOptions { Name = $"deaf {name}" }).Detach();

        await Record.ExceptionAsync(() => host.StopAsync());

        var rest = application.Logs.Own.Where(entry => entry.Id == 9).Select(entry => entry.Message).ToList();
        Assert.Equal(2, rest.Count);
        Assert.Contains("'deaf default'", rest[0], StringComparison.Ordinal);
        Assert.Contains("'deaf cpu'", rest[1], StringComparison.Ordinal);
        await application.Threads.AllEndedAsync();
        release.SetResult();
    }

    [Theory(Timeout = TestApplication.Limit)]
    [MemberData(nameof(Modes))]
    public async Task HostedService_RegisteredFirst_CanUseAllRuntimes(bool start, bool stop)
    {
        var journal = new Journal();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.Configure<HostOptions>(options => (options.ServicesStartConcurrently, options.ServicesStopConcurrently) = (start, stop));
        builder.Services.AddHostedService(services =>
        {
            IRuntimeHandle runtime = services.GetRequiredService<IRuntimeHandle>(), cpu = services.GetRequiredKeyedService<IRuntimeHandle>("cpu");
            var early = runtime.Spawn(async () => await cpu.Spawn(() => journal.Add($"constructor on {CurrentTask.Runtime!.Name}")));
            return new Service(
                async _ =>
                {
                    await early;
                    await cpu.Spawn(() => journal.Add($"start on {CurrentTask.Runtime!.Name}"));
                },
                async _ => await cpu.Spawn(() => journal.Add($"stop on {CurrentTask.Runtime!.Name}")));
        });
        builder.Services.AddAsyncRuntime();
        builder.Services.AddAsyncRuntime("cpu");
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["constructor on cpu", "start on cpu", "stop on cpu"], journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task RunAsync_HostStopsNormally_DoesNotThrow()
    {
        var application = new TestApplication().AddPlugin("a");
        using var host = application.Build();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(
            () => host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication());

        await host.RunAsync();

        Assert.DoesNotContain(application.Logs.Own, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal(["a.Initialize", "a.Setup", "a.Ready", "a.ExitRequested", "a.Stop", "a.Exited"], application.Journal.Lines);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Dispose_NeverStarted_LeavesNoThread()
    {
        var application = new TestApplication().AddPlugin("a");
        var host = application.Build();
        // As if a constructor resolved the runtime. The task that it spawned never runs, and is cancelled.
        var early = host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => { });
        await ((IAsyncDisposable)host).DisposeAsync();

        await Assert.ThrowsAsync<JoinCanceledException>(async () => await early);
        Assert.Empty(application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    private static TestApplication Application(bool startConcurrently, bool stopConcurrently)
    {
        var application = new TestApplication();
        application.Services.Configure<HostOptions>(options =>
        {
            options.ServicesStartConcurrently = startConcurrently;
            options.ServicesStopConcurrently = stopConcurrently;
        });
        return application;
    }

    private sealed class Service(Func<CancellationToken, Task>? start = null, Func<CancellationToken, Task>? stop = null) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => start?.Invoke(cancellationToken) ?? Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => stop?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }
}
