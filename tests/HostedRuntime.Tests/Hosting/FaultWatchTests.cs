using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Hosting;

public sealed class FaultWatchTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaulted_Reported_IsLoggedWithNameAndSpawnSite()
    {
        var seen = new TaskCompletionSource();
        var application = new TestApplication();
        application.Runtime.ConfigureHooks((_, hooks) => hooks.TaskFaulted = (_, _) => seen.SetResult());
        using var host = application.Build();
        await host.StartAsync();

        Fail(host, "census");
        await seen.Task;

        var entry = application.Logs.Single(10);
        Assert.Equal(LogLevel.Error, entry.Level);
        Assert.StartsWith("'census' of runtime 'default', spawned at FaultWatchTests.cs:", entry.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(entry.Exception);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaulted_OfDetachedTask_IsLoggedAtItsEnd()
    {
        var seen = new TaskCompletionSource();
        var application = new TestApplication();
        application.Runtime.ConfigureHooks((_, hooks) => hooks.TaskFaulted = (_, _) => seen.SetResult());
        using var host = application.Build();
        await host.StartAsync();

        host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => throw new FormatException("no census"), new SpawnOptions { Name = "census" }).Detach();
        await seen.Task;

        Assert.Equal("no census", application.Logs.Single(10).Exception?.Message);
        await host.StopAsync();
        Assert.Equal(LogLevel.Error, application.Logs.Single(10).Level);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaultUnobserved_LogsWarning_ThenErrorAtShutdown()
    {
        var seen = new TaskCompletionSource();
        var application = new TestApplication().Configure("AsyncRuntime:FaultObservationDelay", "00:00:00.001");
        application.Runtime.ConfigureHooks((_, hooks) => hooks.TaskFaultUnobserved = (_, _) => seen.SetResult());
        using var host = application.Build();
        await host.StartAsync();

        var loop = host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => throw new FormatException("no census"), new SpawnOptions { Name = "census" });
        await seen.Task;

        var warning = application.Logs.Single(16);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.StartsWith("'census' of runtime 'default', spawned at FaultWatchTests.cs:", warning.Message, StringComparison.Ordinal);
        Assert.Contains("has failed and nobody has awaited it yet", warning.Message, StringComparison.Ordinal);
        Assert.Equal("no census", warning.Exception?.Message);
        await host.StopAsync();
        Assert.Equal("no census", application.Logs.Single(10).Exception?.Message);
        GC.KeepAlive(loop);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaulted_UnobservedAtStop_FailsHost()
    {
        var application = new TestApplication().Configure("AsyncRuntime:UnhandledFaults", "Stop");
        using var host = application.Build();
        await host.StartAsync();

        var loop = host.Services.GetRequiredService<IRuntimeHandle>().Spawn(() => throw new FormatException("no census"), new SpawnOptions { Name = "census" });

        var failed = await Assert.ThrowsAnyAsync<Exception>(() => host.StopAsync());
        Assert.Contains("no census", failed.Message, StringComparison.Ordinal);
        GC.KeepAlive(loop);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaulted_WithStop_StopsAndFailsHost()
    {
        var application = new TestApplication().AddPlugin("a").AddPlugin("b").Configure("AsyncRuntime:UnhandledFaults", "Stop");
        using var host = application.Build();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => Fail(host, "census"));

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync());

        Assert.StartsWith("Runtime 'default' was stopped by a fault that nobody awaits, of 'census', spawned at FaultWatchTests.cs:", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith(": no census", failed.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(failed.InnerException);
        Assert.Equal(LogLevel.Critical, application.Logs.Single(11).Level);
        Assert.Equal(["a.ExitRequested", "b.ExitRequested", "b.Stop", "a.Stop", "a.Exited", "b.Exited"], application.Journal.Lines.Skip(6).Where(line => !line.EndsWith(".TaskFaulted", StringComparison.Ordinal)));
        Assert.Equal(["a.TaskFaulted", "b.TaskFaulted"], application.Journal.Lines.Where(line => line.EndsWith(".TaskFaulted", StringComparison.Ordinal)));
        await application.Threads.AllEndedAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task TaskFaulted_WithStopDuringStart_FailsStart()
    {
        var application = new TestApplication().Configure("AsyncRuntime:UnhandledFaults", "Stop");
        application.AddPlugin("a", initialize: (_, ct) =>
        {
            SynchronizationContext.Current!.Post(_ => throw new FormatException("no census"), null);
            return new TaskCompletionSource().Task.WaitAsync(ct);
        });
        using var host = application.Build();

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunAsync());

        Assert.IsType<FormatException>(failed.InnerException);
        await application.Threads.AllEndedAsync();
    }

    /// <summary>
    /// Faults in a posted callback. Such a fault is unhandled at once, because a callback has no awaiter, so the test needs no garbage
    /// collection.
    /// </summary>
    private static void Fail(IHost host, string name)
        => host.Services.GetRequiredService<IRuntimeHandle>().Spawn(
            () => SynchronizationContext.Current!.Post(_ => throw new FormatException("no census"), null), new SpawnOptions { Name = name }).Detach();
}
