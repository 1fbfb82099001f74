using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostedRuntime.Tests.Diagnostics;

public sealed class DeadlockLogTests
{
    [Fact(Timeout = TestApplication.Limit)]
    public async Task DeadlockFound_TwoTasks_LogsBothWithWhatTheyHoldAndWant()
    {
        var found = new TaskCompletionSource<DeadlockCycle>(TaskCreationOptions.RunContinuationsAsynchronously);
        var application = new TestApplication();
        application.Runtime.ConfigureHooks((_, hooks) => hooks.DeadlockFound += found.SetResult);
        using var host = application.Build();
        await host.StartAsync();
        var runtime = host.Services.GetRequiredService<IRuntimeHandle>();
        var (stock, orders) = (new AsyncMutex { Name = "stock" }, new AsyncMutex { Name = "orders" });
        var both = new AsyncBarrier(2);
        var sell = runtime.Spawn(ct => LockBothAsync(stock, orders, both, ct), new SpawnOptions { Name = "sell" });
        var refund = runtime.Spawn(ct => LockBothAsync(orders, stock, both, ct), new SpawnOptions { Name = "refund" });

        await found.Task;
        sell.Abort();
        refund.Abort();
        await sell.JoinAsync();
        await refund.JoinAsync();
        await host.StopAsync();

        var entry = application.Logs.Single(20);
        Assert.Equal(LogLevel.Error, entry.Level);
        Assert.StartsWith("Deadlock in runtime 'default': 2 tasks wait for each other, and none of them can go on.", entry.Message, StringComparison.Ordinal);
        foreach (var (task, holds, wants) in new[] { (sell, "stock", "orders"), (refund, "orders", "stock") })
        {
            Assert.Matches(
                $@"  '{task.Name}' \(task {task.Id}\) of runtime 'default', spawned at DeadlockLogTests\.cs:\d+\r?\n"
                    + $@"    holds Mutex '{holds}' \(lock\)\r?\n    waits for Mutex '{wants}' \(lock\)\r?\n      in AsyncMutex, held by .*\r?\n      at DeadlockLogTests\.LockBothAsync",
                entry.Message);
        }
    }

    [Fact]
    public void DeadlockFound_SecondRuntimeReportsIt_LogsOnce()
    {
        using var logs = new LogRecorder();
        var logger = logs.CreateLogger(Log.Category);
        var deadlocks = new DeadlockLog();
        deadlocks.OnDeadlockFound(logger, "cpu", new DeadlockCycle([Joins(1, 2), Joins(2, 1)]));
        deadlocks.OnDeadlockFound(logger, "io", new DeadlockCycle([Joins(2, 1), Joins(1, 2)]));
        deadlocks.OnDeadlockFound(logger, "io", new DeadlockCycle([Joins(3, 3)]));
        Assert.Equal(2, logs.Own.Count());
        Assert.Contains("    is waited for until its end", logs.Own.First().Message, StringComparison.Ordinal);
    }

    private static DeadlockMember Joins(long task, long other)
    {
        var wait = new WaitSnapshot($"join of task {other}", "join", null, other);
        return new DeadlockMember(new TaskSnapshot { Id = task, File = "A.cs", Line = 1, Waits = [wait] }, wait, other, "cpu");
    }

    private static async Task LockBothAsync(AsyncMutex first, AsyncMutex second, AsyncBarrier both, CancellationToken ct)
    {
        using (await first.LockAsync(ct))
        {
            await both.SignalAndWaitAsync(ct);
            (await second.LockAsync(ct)).Dispose();
        }
    }
}
