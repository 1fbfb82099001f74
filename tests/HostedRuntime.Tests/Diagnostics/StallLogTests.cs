using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
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

        var entry = application.Logs.Single(12);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Equal(
            $"'census' of runtime 'default', spawned at StallLogTests.cs:{task!.Line}, has kept its worker for {duration} in a computation or native code."
                + " Await there, or use SpawnBlocking or BlockInPlace.",
            entry.Message);
        await host.StopAsync();
    }

    [Fact(Timeout = TestApplication.Limit)]
    public async Task WorkerStalled_TaskHoldsNamedLock_LogsTheLock()
    {
        using var logs = new LogRecorder();
        using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var mutex = new AsyncMutex { Name = "orders" };
        var (holds, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var task = runtime.Spawn(
            async () =>
            {
                using var guard = await mutex.LockAsync();
                holds.SetResult();
                await end.Task;
            },
            new SpawnOptions { Name = "census" });
        await holds.Task;
        var stalls = new StallLog(logs.CreateLogger(Log.Category), "cpu") { Runtime = runtime };

        stalls.OnWorkerStalled(new TaskInfo(task.Id, "census", TaskKind.Async, TaskState.Running, "A.cs", 3, TimeSpan.Zero), TimeSpan.FromSeconds(1));
        end.SetResult();
        await task;

        Assert.EndsWith($"BlockInPlace.{Environment.NewLine}  'census' holds Mutex 'orders' (lock), for which 0 wait", logs.Single(12).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WorkerStalled_SameStallAgain_LogsWarningOnce()
    {
        using var logs = new LogRecorder();
        var stalls = new StallLog(logs.CreateLogger(Log.Category), "cpu");
        var task = new TaskInfo(7, null, TaskKind.Async, TaskState.Running, "A.cs", 3, TimeSpan.Zero) { Polls = 5 };
        stalls.OnWorkerStalled(task, TimeSpan.FromSeconds(1));
        stalls.OnWorkerStalled(task, TimeSpan.FromSeconds(2));
        stalls.OnWorkerStalled(task with { Polls = 6 }, TimeSpan.FromSeconds(1));

        Assert.Equal([12, 19, 12], logs.Own.Select(static entry => entry.Id));
        var again = logs.Single(19);
        Assert.Equal((LogLevel.Information, "'task 7' of runtime 'cpu', spawned at A.cs:3, still keeps its worker, for 00:00:02 now."), (again.Level, again.Message));
    }

    [Fact]
    public void WorkerStalled_UnknownTask_LogsWarning()
    {
        using var logs = new LogRecorder();
        new StallLog(logs.CreateLogger(Log.Category), "cpu").OnWorkerStalled(null, TimeSpan.FromSeconds(2));
        Assert.Equal("A task of runtime 'cpu' has kept its worker for 00:00:02.", logs.Single(13).Message);
    }
}
