using HostedRuntime.Sync;

namespace HostedRuntime.Tool.Target;

/// <summary>Two tasks that wait for each other.</summary>
internal static class Deadlocked
{
    private static readonly AsyncMutex s_orders = new() { Name = "orders" };
    private static readonly AsyncMutex s_stock = new() { Name = "stock" };
    private static readonly AsyncBarrier s_both = new(2);

    public static void Start()
    {
        var runtime = AsyncRuntime.Create();
        runtime.Spawn(() => CrossAsync(s_orders, s_stock), new SpawnOptions { Name = "billing" }).Detach();
        runtime.Spawn(() => CrossAsync(s_stock, s_orders), new SpawnOptions { Name = "shipping" }).Detach();
        var spin = default(SpinWait);
        while (runtime.CaptureSnapshot().Cycles.Count == 0)
            spin.SpinOnce();
    }

    private static async Task CrossAsync(AsyncMutex first, AsyncMutex second)
    {
        using var outer = await first.LockAsync();
        await s_both.SignalAndWaitAsync();
        using var inner = await second.LockAsync();
    }
}
