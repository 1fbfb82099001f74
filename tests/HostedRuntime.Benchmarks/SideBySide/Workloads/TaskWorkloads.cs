namespace HostedRuntime.Benchmarks.SideBySide;

internal static class TaskWorkloads
{
    public static IEnumerable<Workload> All =>
    [
        new("yield_many", 200 * 1_000, Yield, YieldOnThePool),
        new("chained_spawn", 1_000, Chain, ChainOnThePool),
        new("fork_join_fib_18", 8_361, rt => Check(rt.BlockOn(async () => await rt.Spawn(() => FibAsync(rt, 18)))), () => Check(Task.Run(() => FibOnThePoolAsync(18)).Result)),
    ];

    private static void Yield(IRuntime rt)
    {
        var left = new Countdown(200);
        for (var i = 0; i < 200; i++)
        {
            rt.Spawn(async () =>
            {
                for (var n = 0; n < 1_000; n++)
                    await CurrentTask.YieldAsync();
                left.Down();
            }).Detach();
        }

        left.Wait();
    }

    private static void YieldOnThePool()
    {
        var left = new Countdown(200);
        for (var i = 0; i < 200; i++)
        {
            _ = Task.Run(async () =>
            {
                for (var n = 0; n < 1_000; n++)
                    await Task.Yield();
                left.Down();
            });
        }

        left.Wait();
    }

    private static void Chain(IRuntime rt)
    {
        var done = new Countdown(1);
        void Next(int n)
        {
            if (n == 0)
                done.Down();
            else
                rt.Spawn(() => Next(n - 1)).Detach();
        }

        rt.Spawn(() => Next(1_000)).Detach();
        done.Wait();
    }

    private static void ChainOnThePool()
    {
        var done = new Countdown(1);
        void Next(int n)
        {
            if (n == 0)
                done.Down();
            else
                _ = Task.Run(() => Next(n - 1));
        }

        _ = Task.Run(() => Next(1_000));
        done.Wait();
    }

    private static async Task<long> FibAsync(IRuntime rt, int n)
    {
        if (n < 2)
            return n;
        var left = rt.Spawn(() => FibAsync(rt, n - 1));
        var right = await FibAsync(rt, n - 2);
        return await left + right;
    }

    private static async Task<long> FibOnThePoolAsync(int n)
    {
        if (n < 2)
            return n;
        var left = Task.Run(() => FibOnThePoolAsync(n - 1));
        var right = await FibOnThePoolAsync(n - 2);
        return await left + right;
    }

    private static void Check(long fib)
    {
        if (fib != 2584)
            throw new InvalidOperationException($"fib(18) is 2584, not {fib}.");
    }
}
