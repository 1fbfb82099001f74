using HostedRuntime.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Diagnostics;

public sealed class StallLogTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task WorkerStalled_KnownTask_LogsNameSpawnSiteAndTime()
    {
        var seen = new TaskCompletionSource<(TaskInfo? Task, TimeSpan Duration)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var application = new TestApplication().Configure("AsyncRuntime:StallThreshold", "00:00:00.02");
        application.Runtime.ConfigureHooks((_, hooks) => hooks.WorkerStalled = (task, duration) => seen.TrySetResult((task, duration)));
        using var host = application.Build();
        await host.StartAsync();

        var stuck = host.Services.GetRequiredService<IRuntimeHandle>().Spawn(
            () =>
            {
                while (!seen.Task.IsCompleted)
                    Thread.SpinWait(1_000);
            },
            new SpawnOptions { Name = "census" });
        var (task, duration) = await seen.Task;
        await stuck;

        // First and not Single, because on a slow machine the body may see the report so late that the stall is reported again.
        var entry = application.Logs.Own.First(entry => entry.Id == 12);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Equal(
            $"'census' of runtime 'default', spawned at StallLogTests.cs:{task!.Line}, has kept its worker for {duration} in a computation or native code."
                + " Await there, or use SpawnBlocking or BlockInPlace.",
            entry.Message);
        await host.StopAsync();
    }

    [Fact]
    public void WorkerStalled_UnknownTask_LogsWarning()
    {
        using var logs = new LogRecorder();
        new StallLog(logs.CreateLogger(Log.Category), "cpu").OnWorkerStalled(null, TimeSpan.FromSeconds(2));
        Assert.Equal("A task of runtime 'cpu' has kept its worker for 00:00:02.", logs.Single(13).Message);
    }
}
