using HostedRuntime.Sync;

namespace OrderService.Faults;

/// <summary>Two tasks take two locks in opposite order, so each waits for what the other holds (HR005).</summary>
internal static class Deadlock
{
    public static void Start(IRuntimeHandle runtime, CancellationToken on)
    {
        var ledger = new AsyncMutex { Name = "ledger" };
        var parcels = new AsyncMutex { Name = "parcels" };
        var both = new AsyncBarrier(2);
        FaultTask.Spawn(runtime, "billing", ct => CrossAsync(ledger, parcels, both, ct), on);
        FaultTask.Spawn(runtime, "shipping", ct => CrossAsync(parcels, ledger, both, ct), on);
        for (var i = 1; i <= 3; i++)
            FaultTask.Spawn(runtime, $"invoice-{i}", ct => ReadAsync(ledger, ct), on);
    }

    private static async Task CrossAsync(AsyncMutex first, AsyncMutex second, AsyncBarrier both, CancellationToken ct)
    {
        using var outer = await first.LockAsync(ct);
        await both.SignalAndWaitAsync(ct);
        using var inner = await second.LockAsync(ct);
    }

    private static async Task ReadAsync(AsyncMutex ledger, CancellationToken ct)
    {
        using var guard = await ledger.LockAsync(ct);
    }
}
