using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Hosting;

public sealed class HostEndTests
{
    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_WithoutStop_RunsAllStopPhases(bool sync)
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b");
        var host = application.Build();
        await host.StartAsync();

        if (sync)
            host.Dispose();
        else
            await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal(["a.ExitRequested", "b.ExitRequested", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines.Skip(6));
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Dispose_AfterOtherServiceFailed_StopsWithoutExitRequested()
    {
        var application = new TestApplication().AddPlugin("a");
        application.Services.AddHostedService<FailingService>();
        using (var host = application.Build())
            await Assert.ThrowsAsync<FormatException>(() => host.StartAsync());

        Assert.Equal(["a.Initialize", "a.Setup", "a.Stop", "a.Exited"], application.Journal.Lines);
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task Dispose_DuringStart_CancelsStartAndStops()
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
        await application.Threads.AllEndedAsync();
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
    public async Task StopAsync_TokenAlreadyFired_StopsEveryPlugin()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b");
        using var host = application.Build();
        await host.StartAsync();

        await host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal(["b.Stop", "a.Stop"], application.Journal.Lines.Where(line => line.EndsWith(".Stop", StringComparison.Ordinal)));
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_TasksEndByThemselves_LogsInformation()
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
    public async Task StopAsync_TaskIgnoresAbort_LogsWarningWithItsName()
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

    private sealed class FailingService : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new FormatException("not today");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
