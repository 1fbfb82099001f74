using HostedRuntime.Sync;

namespace OrderService.Faults;

/// <summary>
/// A task ends and does not release the lock that it took (HR013). Five hundred tasks wait for the lock, and the number of tasks grows with
/// each press.
/// </summary>
internal static class TaskLeak
{
    private const int Tasks = 500;

    public static void Start(IRuntimeHandle runtime, CancellationToken on)
        => FaultTask.Spawn(runtime, "printer-check", ct => CheckAsync(runtime, ct, on), on);

    private static async Task CheckAsync(IRuntimeHandle runtime, CancellationToken ct, CancellationToken on)
    {
        var printer = new AsyncMutex { Name = "receipt-printer" };
        // The mistake: the guard is dropped, where a using declaration would dispose it.
#pragma warning disable HRT002 // The rule finds the mistake at compile time; the sample shows what it does at run time.
        _ = await printer.LockAsync(ct);
#pragma warning restore HRT002
        for (var i = 1; i <= Tasks; i++)
            FaultTask.Spawn(runtime, $"receipt-{i}", own => PrintAsync(printer, own), on);
    }

    private static async Task PrintAsync(AsyncMutex printer, CancellationToken ct)
    {
        using var guard = await printer.LockAsync(ct);
    }
}
