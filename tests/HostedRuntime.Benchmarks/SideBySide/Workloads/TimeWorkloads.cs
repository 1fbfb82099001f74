namespace HostedRuntime.Benchmarks.SideBySide;

internal static class TimeWorkloads
{
    private const int Operations = 10_000;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_sleep = TimeSpan.FromMilliseconds(1);
    private static readonly Task<int> s_one = Task.FromResult(1);

    public static IEnumerable<Workload> All =>
    [
        new("timeout_not_fired", Operations, static rt => rt.BlockOn(static () => TimeOutAsync(static _ => s_one)), null),
        new(
            "timeout_pending_then_done",
            Operations,
            static rt => rt.BlockOn(static () => TimeOutAsync(YieldOnceAsync)),
            static () => Workloads.Wait(Task.Run(TimeOutOnThePoolAsync))),
        new("sleep_10k_concurrent_1ms", Operations, Sleep, static () => Workloads.Wait(SleepOnThePoolAsync())),
    ];

    private static async Task TimeOutAsync(Func<CancellationToken, Task<int>> body)
    {
        for (var i = 0; i < Operations; i++)
            await AsyncTime.TimeoutAsync(s_timeout, body);
    }

    private static async Task<int> YieldOnceAsync(CancellationToken ct)
    {
        await CurrentTask.YieldAsync();
        return 1;
    }

    private static async Task TimeOutOnThePoolAsync()
    {
        for (var i = 0; i < Operations; i++)
            await YieldOnceOnThePoolAsync().WaitAsync(s_timeout);
    }

    private static async Task<int> YieldOnceOnThePoolAsync()
    {
        await Task.Yield();
        return 1;
    }

    private static void Sleep(IRuntime rt) => rt.BlockOn(async () =>
    {
        var handles = new JoinHandle[Operations];
        for (var i = 0; i < Operations; i++)
            handles[i] = rt.Spawn(static async () => await AsyncTime.SleepAsync(s_sleep));
        foreach (var handle in handles)
            await handle;
    });

    private static async Task SleepOnThePoolAsync()
    {
        var tasks = new Task[Operations];
        for (var i = 0; i < Operations; i++)
            tasks[i] = Task.Run(static async () => await Task.Delay(s_sleep));
        foreach (var task in tasks)
            await task;
    }
}
