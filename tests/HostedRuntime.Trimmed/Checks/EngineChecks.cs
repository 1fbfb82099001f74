using HostedRuntime.Channels;
using HostedRuntime.Diagnostics;
using HostedRuntime.Sync;

namespace HostedRuntime.Trimmed.Checks;

/// <summary>The engine without a host.</summary>
internal static class EngineChecks
{
    public static async Task<bool> TasksAsync()
    {
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 }, name: "tasks");
        var sum = await runtime.Spawn(static async () =>
        {
            await AsyncTime.SleepAsync(TimeSpan.FromMilliseconds(1));
            return 40;
        });
        sum += await runtime.SpawnBlocking(static () => 2);
        var fault = await runtime.Spawn(static () => throw new FormatException()).JoinAsync();
        return sum == 42 && fault.Exception is FormatException;
    }

    public static async Task<bool> AbortAsync()
    {
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "aborts");
        var endless = runtime.Spawn(static ct => Task.Delay(Timeout.Infinite, ct));
        endless.Abort();
        var result = await endless.JoinAsync();
        var left = runtime.Spawn(static ct => Task.Delay(Timeout.Infinite, ct), new SpawnOptions { Detach = true });
        var report = await runtime.ShutdownAsync(TimeSpan.FromSeconds(1));
        return result.Status == JoinStatus.Canceled && left.IsFinished && report.Aborted == 1;
    }

    public static async Task<bool> ChannelsAsync()
    {
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 2 }, name: "channels");
        var (sender, receiver) = MpscChannel.CreateBounded<int>(4);
        var mutex = new AsyncMutex<int>(0);
        var sum = runtime.Spawn(async () =>
        {
            await foreach (var value in receiver.ReadAllAsync())
            {
                using var guard = await mutex.LockAsync();
                guard.Value += value;
            }
        });
        for (var i = 1; i <= 100; i++)
            await sender.WriteAsync(i);
        sender.Dispose();
        await sum;
        using var end = await mutex.LockAsync();
        return end.Value == 5050;
    }

    public static async Task<bool> SnapshotAsync()
    {
        await using var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 }, name: "snapshots");
        var endless = runtime.Spawn(static ct => Task.Delay(Timeout.Infinite, ct), new SpawnOptions { Name = "endless" });
        // A task is listed from its first poll on.
        while (runtime.CaptureSnapshot().Tasks.Count == 0)
            await Task.Delay(1);
        var json = SnapshotJson.Write([runtime.CaptureSnapshot()]);
        endless.Abort();
        var read = SnapshotJson.ReadAll(json).Single();
        return read.Name == "snapshots" && read.Tasks.Single().Name == "endless";
    }
}
