using HostedRuntime.Channels;
using HostedRuntime.Tests.Contracts;

namespace HostedRuntime.Tests.Tasks;

/// <summary>
/// Short waits for a long-lived object leave no memory behind. Tested alone, because the memory of the whole process is measured.
/// </summary>
[Collection(nameof(Alone))]
public sealed class AsTaskTests
{
    private const int Limit = 120_000;
    private const int Rounds = 20_000;

    // A leak would leave a hundred bytes or more in each round.
    private const long MostBytes = 512 * 1024;

    [Fact(Timeout = Limit)]
    public async Task AsTask_WhenCalledAgain_ReturnsTheSameTask()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var go = new TaskCompletionSource<int>();
        var handle = rt.Spawn(async () => await go.Task);
        var alone = handle.AsTask();
        Assert.Same(alone, handle.AsTask());
        var second = handle.JoinAsync().AsTask();
        Assert.Same(alone, handle.AsTask());
        var third = handle.JoinAsync().AsTask();
        Assert.Same(alone, handle.AsTask());
        Assert.Same(alone, ((JoinHandle)handle).AsTask());
        go.SetResult(5);
        Assert.Equal((5, 5, 5, 5), (await alone, (await second).Value, (await third).Value, await handle.AsTask()));
    }

    [Fact(Timeout = Limit)]
    public async Task AsTask_BehindOtherJoiners_ReturnsTheSameTask()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var go = new TaskCompletionSource();
        var handle = rt.Spawn(async () => await go.Task);
        var joins = Enumerable.Range(0, 3).Select(_ => handle.JoinAsync().AsTask()).ToArray();
        var task = handle.AsTask();
        Assert.Same(task, handle.AsTask());
        go.SetResult();
        await task;
        await Task.WhenAll(joins);
    }

    [Fact(Timeout = Limit)]
    public async Task AsTask_FromManyThreads_ReturnsTheSameTask()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1 });
        var go = new TaskCompletionSource();
        var handle = rt.Spawn(async () => await go.Task);
        var tasks = new Task[64];
        Parallel.For(0, tasks.Length, i => tasks[i] = handle.AsTask());
        Assert.All(tasks, task => Assert.Same(tasks[0], task));
        go.SetResult();
        await Task.WhenAll(tasks);
    }

    [Fact(Timeout = Limit)]
    public async Task WaitsForATask_WhenCanceled_LeaveNoMemory()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ShutdownTimeout = TimeSpan.Zero });
        var handle = rt.Spawn(async ct => await AsyncTime.SleepAsync(Timeout.InfiniteTimeSpan, ct));
        var tracker = new TaskTracker(rt);
        tracker.Track(handle);
        tracker.Close();
        await StaysSmallAsync(ct => handle.AsTask().WaitAsync(ct));
        await StaysSmallAsync(ct => handle.JoinAsync(ct).AsTask());
        await StaysSmallAsync(tracker.WaitAsync);
    }

    [Fact(Timeout = Limit)]
    public async Task WaitsForAChannel_WhenCanceled_LeaveNoMemory()
    {
        var (sender, receiver) = MpscChannel.CreateUnbounded<int>();
        var (once, value) = Oneshot.Create<int>();
        using (sender)
        using (receiver)
        using (value)
        {
            await StaysSmallAsync(ct => sender.Closed.WaitAsync(ct));
            await StaysSmallAsync(ct => receiver.Completion.WaitAsync(ct));
            await StaysSmallAsync(ct => once.Closed.WaitAsync(ct));
            await StaysSmallAsync(ct => receiver.WaitToReadAsync(ct).AsTask());
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Token_OfALongLivedTask_KeepsNoLinkedTask()
    {
        await using var rt = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = 1, ShutdownTimeout = TimeSpan.Zero });
        await rt.Spawn(async () =>
        {
            var own = CurrentTask.CancellationToken;
            await StaysSmallAsync(async _ => await rt.Spawn(static () => { }, new SpawnOptions { CancellationToken = own }), cancels: false);
            await StaysSmallAsync(async _ => await AsyncTime.TimeoutAsync(TimeSpan.FromHours(1), static _ => Task.CompletedTask, own), cancels: false);
        });
    }

    private static async Task StaysSmallAsync(Func<CancellationToken, Task> wait, bool cancels = true)
    {
        await RunAsync(100);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await RunAsync(Rounds);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostBytes);

        async Task RunAsync(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                using var source = new CancellationTokenSource();
                var waiting = wait(source.Token);
                if (cancels)
                    source.Cancel();
                await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
