namespace HostedRuntime.Tool.Target;

/// <summary>
/// A process in which nothing goes on: each worker and each thread of the ThreadPool is blocked, and work is queued behind them.
/// </summary>
internal static class Stuck
{
    private const int Workers = 2;
    private const int QueuedBehind = 100;

    private static readonly ManualResetEventSlim s_never = new();

    public static void Start()
    {
        var runtime = AsyncRuntime.Create(new RuntimeOptions { WorkerThreads = Workers, MaxCompensatingThreads = 0, StallThreshold = TimeSpan.FromMilliseconds(50) });
        var poolThreads = Environment.ProcessorCount;
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(poolThreads, poolThreads);
        using var blocked = new CountdownEvent(Workers + poolThreads);
        for (var number = 0; number < Workers; number++)
            runtime.Spawn(() => BlockAsync(blocked), new SpawnOptions { Name = $"blocker-{number}" }).Detach();
        for (var i = 0; i < poolThreads; i++)
            ThreadPool.QueueUserWorkItem(static blocked => Block(blocked), blocked, preferLocal: false);
        blocked.Wait();
        for (var i = 0; i < QueuedBehind; i++)
        {
            runtime.Spawn(static () => Task.CompletedTask).Detach();
            ThreadPool.QueueUserWorkItem(static _ => s_never.Set());
        }
    }

    private static Task BlockAsync(CountdownEvent blocked)
    {
        Block(blocked);
        return Task.CompletedTask;
    }

    private static void Block(CountdownEvent blocked)
    {
        blocked.Signal();
        s_never.Wait();
    }
}
