using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Hosting;

/// <summary>Log messages of a host about the tasks that were alive when it stopped.</summary>
public sealed class HostStopBehaviorTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_LoopWithStopBehaviorCancel_LogsNoWarning()
    {
        var application = new TestApplication();
        using var host = application.Build();
        await host.StartAsync();
        var runtime = host.Services.GetRequiredService<IRuntimeHandle>();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = runtime.Spawn(
            async ct =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, ct);
            },
            new SpawnOptions { Name = "loop", StopBehavior = StopBehavior.Cancel });
        await started.Task;

        await host.StopAsync();

        Assert.True(loop.IsFinished);
        Assert.Contains("1 drained, 0 aborted, 0 still running", application.Logs.Single(8).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(application.Logs.Own, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task StopAsync_TaskIgnoresItsGrace_LogsNameAndAdvice()
    {
        var application = new TestApplication().Configure("AsyncRuntime:ShutdownTimeout", "00:00:02");
        using var host = application.Build();
        await host.StartAsync();
        var runtime = host.Services.GetRequiredService<IRuntimeHandle>();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mutex = new Sync.AsyncMutex();
        Assert.True(mutex.TryLock(out _));
        runtime.Spawn(
            async () =>
            {
                started.SetResult();
                await mutex.LockAsync();
            },
            new SpawnOptions { Name = "slow" }).Detach();
        await started.Task;

        await host.StopAsync();

        var entry = application.Logs.Single(9);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Contains("aborted after its grace: 'slow'", entry.Message, StringComparison.Ordinal);
        Assert.Contains("AsyncMutex", entry.Message, StringComparison.Ordinal);
        Assert.Contains("    at HostStopBehaviorTests.StopAsync_TaskIgnoresItsGrace_LogsNameAndAdvice (lambda)", entry.Message, StringComparison.Ordinal);
        Assert.Contains("spawned with StopBehavior.Cancel", entry.Message, StringComparison.Ordinal);
    }
}
