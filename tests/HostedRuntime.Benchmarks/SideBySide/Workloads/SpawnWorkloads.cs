using static HostedRuntime.Benchmarks.SideBySide.Workloads;

namespace HostedRuntime.Benchmarks.SideBySide;

/// <remarks>
/// The spawning methods take their counter as a parameter. A closure would be on the cache line of the counter, which each task writes.
/// Reading it at each spawn would cost a quarter of the spawn. The .NET side has its counter in a local variable.
/// </remarks>
internal static class SpawnWorkloads
{
    private const int Many = 10_000;

    public static IEnumerable<Workload> All =>
    [
        new("spawn_many_local", Many, rt => ManyFromBlockOn(rt), () => ManyOnThePool(Many)),
        new("spawn_many_from_worker", Many, ManyFromWorker, () => Wait(Task.Run(() => ManyOnThePoolAsync(Many)))),
        new("spawn_many_async_from_worker", Many, ManyAsyncFromWorker, () => Wait(Task.Run(ManyAsyncOnThePoolAsync))),
        new("spawn_many_remote_idle", Many, RemoteIdle, RemoteIdleOnThePool),
        new("spawn_many_remote_busy1", Many, rt => WhileBusy(rt, () => RemoteIdle(rt)), () => WhileThePoolIsBusy(RemoteIdleOnThePool)),
        new("spawn_join_each", Many, JoinEach, () => Wait(Task.Run(JoinEachOnThePoolAsync))),
    ];

    private static void ManyFromBlockOn(IRuntime rt)
    {
        var left = new Countdown(Many);
        rt.BlockOn(() =>
        {
            Spawn(rt, left);
            left.Wait();
            return Task.CompletedTask;
        });

        static void Spawn(IRuntime rt, Countdown left)
        {
            for (var i = 0; i < Many; i++)
                rt.Spawn(left.Down).Detach();
        }
    }

    private static void ManyOnThePool(int count)
    {
        var left = new Countdown(count);
        for (var i = 0; i < count; i++)
            _ = Task.Run(left.Down);
        left.Wait();
    }

    private static void ManyFromWorker(IRuntime rt)
    {
        var left = new Countdown(Many);
        rt.Spawn(() => Spawn(rt, left)).Detach();
        left.Wait();

        static void Spawn(IRuntime rt, Countdown left)
        {
            Action down = left.Down;
            for (var i = 0; i < Many; i++)
                rt.Spawn(down).Detach();
        }
    }

    private static Task ManyOnThePoolAsync(int count)
    {
        var left = new Countdown(count);
        Action down = left.Down;
        for (var i = 0; i < count; i++)
            _ = Task.Run(down);
        return left.Task;
    }

    private static void ManyAsyncFromWorker(IRuntime rt)
    {
        var left = new Countdown(Many);
        rt.Spawn(() => Spawn(rt, left)).Detach();
        left.Wait();

        static void Spawn(IRuntime rt, Countdown left)
        {
            Func<Task> body = left.DownAsync;
            for (var i = 0; i < Many; i++)
                rt.Spawn(body).Detach();
        }
    }

    private static Task ManyAsyncOnThePoolAsync()
    {
        var left = new Countdown(Many);
        Func<Task> body = left.DownAsync;
        for (var i = 0; i < Many; i++)
            _ = Task.Run(body);
        return left.Task;
    }

    private static void RemoteIdle(IRuntime rt)
    {
        var handles = new JoinHandle[Many];
        for (var i = 0; i < Many; i++)
            handles[i] = rt.Spawn(static () => { });
        rt.BlockOn(async () =>
        {
            foreach (var handle in handles)
                await handle;
        });
    }

    private static void RemoteIdleOnThePool()
    {
        var tasks = new Task[Many];
        for (var i = 0; i < Many; i++)
            tasks[i] = Task.Run(static () => { });
        Wait(AwaitEachAsync(tasks));

        static async Task AwaitEachAsync(Task[] tasks)
        {
            foreach (var task in tasks)
                await task;
        }
    }

    private static void WhileBusy(IRuntime rt, Action body)
    {
        var stop = new StrongStop();
        var busy = Enumerable.Range(0, 4).Select(_ => rt.Spawn(async () =>
        {
            while (!stop.IsSet)
            {
                await CurrentTask.YieldAsync();
                Stall.TenMicroseconds();
            }
        })).ToArray();
        body();
        stop.IsSet = true;
        foreach (var task in busy)
            Wait(task.AsTask());
    }

    private static void WhileThePoolIsBusy(Action body)
    {
        var stop = new StrongStop();
        var busy = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsSet)
            {
                await Task.Yield();
                Stall.TenMicroseconds();
            }
        })).ToArray();
        body();
        stop.IsSet = true;
        Wait(Task.WhenAll(busy));
    }

    private static void JoinEach(IRuntime rt) => rt.BlockOn(async () => await rt.Spawn(async () =>
    {
        for (var i = 0; i < Many; i++)
            await rt.Spawn(static () => { });
    }));

    private static async Task JoinEachOnThePoolAsync()
    {
        for (var i = 0; i < Many; i++)
            await Task.Run(static () => { });
    }

    private sealed class StrongStop
    {
        public volatile bool IsSet;
    }
}
