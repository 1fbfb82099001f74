using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Tests.Hosting;

public sealed class ExternalRuntimeTests
{
    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UseRuntime_HostStops_LeavesRuntimeRunning(bool started)
    {
        await using var mine = AsyncRuntime.CreateUnstarted(new RuntimeOptions { WorkerThreads = 1 }, name: "mine");
        if (started)
            mine.Start();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var journal = new Journal();
        builder.Services.AddAsyncRuntime("cpu").UseRuntime(mine).UseRuntime(mine).AddPlugin("a", plugin => plugin
            .Initialize((context, _) => journal.Note($"{context.Runtime.Name}: {CurrentTask.Runtime?.Name}"))
            .OnEvent((runtimeEvent, _) => journal.Note(runtimeEvent.ToString()))
            .OnStop(_ => journal.Note("stop")));
        // Another module of the application may add the same runtime again later.
        builder.Services.AddAsyncRuntime("cpu");
        using (var host = builder.Build())
        {
            await host.StartAsync();
            Assert.Same(mine, host.Services.GetRequiredKeyedService<IRuntimeHandle>("cpu"));
            Assert.Null(host.Services.GetKeyedService<IRuntime>("cpu"));
            await host.StopAsync();
        }

        Assert.Equal(["mine: mine", "Ready { Runtime = cpu }", "ExitRequested { Runtime = cpu }", "stop"], journal.Lines);
        Assert.Equal(5, await mine.Spawn(() => 5));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UseRuntime_ForDefaultRuntime_IsInjected()
    {
        await using var mine = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "mine");
        using (var host = HostWith(builder => builder.UseRuntime(mine)))
        {
            await host.StartAsync();
            Assert.Same(mine, host.Services.GetRequiredService<IRuntimeHandle>());
            Assert.Same(mine, host.Services.GetRequiredKeyedService<IRuntimeHandle>("default"));
            Assert.Null(host.Services.GetService<IRuntime>());
        }

        Assert.Equal(RuntimeState.Running, mine.State);
    }

    [Fact]
    public async Task UseRuntime_WithSecondRuntime_Throws()
    {
        await using IRuntime one = AsyncRuntime.CreateUnstarted(name: "one"), two = AsyncRuntime.CreateUnstarted(name: "two");
        var builder = new ServiceCollection().AddAsyncRuntime().UseRuntime(one);
        Assert.Equal(
            "Runtime 'default' was handed in before, as 'one': it cannot be 'two' too.",
            Assert.Throws<InvalidOperationException>(() => builder.UseRuntime(two)).Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_ExternalRuntimeHasEnded_Throws()
    {
        var mine = AsyncRuntime.CreateUnstarted();
        await mine.DisposeAsync();
        using var host = HostWith(builder => builder.UseRuntime(mine));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
        Assert.Equal("Runtime 'default' was handed in by UseRuntime, and has ended: no host can start on it.", refused.Message);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_ExternalChildRuntimeHasEnded_Throws()
    {
        await using var mine = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var child = new ChildRuntime(mine);
        await child.EndAsync(Timeout.InfiniteTimeSpan);
        using var host = HostWith(builder => builder.UseRuntime(child));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
        Assert.Equal("Runtime 'default' was handed in by UseRuntime, and has ended: no host can start on it.", refused.Message);
    }

    [Theory(Timeout = TestApplication.Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_WhenFaultEndsExternalRuntime_StopsHostAndThrows(bool bySection)
    {
        await using var mine = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, UnhandledFaults = UnhandledFaultBehavior.Stop }, name: "mine");
        var log = new LogRecorder();
        using var host = HostWith(builder => builder.UseRuntime(mine), log, bySection ? UnhandledFaultBehavior.Stop : UnhandledFaultBehavior.Report);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => mine.Spawn(() => throw new FormatException("no census")).Detach());

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync());

        Assert.Equal(
            "Runtime 'default', handed in by UseRuntime as 'mine', ended while its host ran, and its UnhandledFaults is Stop: its owner ended it, or an unhandled fault did.",
            failed.Message);
        AssertEndIsLogged(log);
        Assert.Equal((LogLevel.Critical, "The end of runtime 'default' stops its host, as UnhandledFaults says."), (log.Single(18).Level, log.Single(18).Message));
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UseRuntime_WhenOwnerEndsItEarly_LogsAndHostGoesOn()
    {
        await using var mine = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "mine");
        // Registered before the host's callback, so called after it: a token calls the last registered callback first.
        var seen = SeeEndOf(mine);
        var log = new LogRecorder();
        using var host = HostWith(builder => builder.UseRuntime(mine), log);
        await host.StartAsync();

        await mine.ShutdownAsync(TimeSpan.Zero);
        await seen;

        AssertEndIsLogged(log);
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task UseRuntime_WhenItEndsAtApplicationStop_LogsNothing()
    {
        await using var mine = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, UnhandledFaults = UnhandledFaultBehavior.Stop }, name: "mine");
        var seen = SeeEndOf(mine);
        var log = new LogRecorder();
        using var host = HostWith(builder => builder.UseRuntime(mine), log);
        await host.StartAsync();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => mine.ShutdownAsync(TimeSpan.Zero));

        await host.StopAsync();
        await seen;

        Assert.DoesNotContain(log.Own, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StartAsync_ExternalRuntimeAndHooks_Throws()
    {
        await using var mine = AsyncRuntime.CreateUnstarted();
        using var host = HostWith(builder => builder.UseRuntime(mine).ConfigureHooks((_, _) => { }));
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(
            "Runtime 'default' was handed in by UseRuntime and keeps the hooks that it was made with; ConfigureHooks is for one that the host makes.",
            refused.Message);
    }

    private static void AssertEndIsLogged(LogRecorder log)
        => Assert.Equal(
            (LogLevel.Error,
                "Runtime 'default', handed in by UseRuntime as 'mine', has ended while its host runs: its owner ended it, or an unhandled fault did,"
                + " which RuntimeHooks.TaskFaulted of that runtime reports. What is spawned on it is cancelled. End it after the host."),
            (log.Single(17).Level, log.Single(17).Message));

    private static Task SeeEndOf(IRuntime runtime)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        runtime.Stopping.Register(seen.SetResult);
        return seen.Task;
    }

    private static IHost HostWith(Action<IAsyncRuntimeBuilder> configure, LogRecorder? log = null, UnhandledFaultBehavior faults = UnhandledFaultBehavior.Report)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (log is not null)
            builder.Logging.AddProvider(log);
        configure(builder.Services.AddAsyncRuntime(options => options.UnhandledFaults = faults));
        return builder.Build();
    }
}
