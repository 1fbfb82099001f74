namespace OrderService.Faults;

/// <summary>A task computes on its worker without an await, as long as the fault is on, but at most a minute (HR001).</summary>
internal static class Stall
{
    public static void Start(IRuntimeHandle runtime, CancellationToken on)
        => FaultTask.Spawn(runtime, "price-calculator", CalculateAsync, on);

    private static async Task CalculateAsync(CancellationToken ct) => await ComputeAsync(ct);

    private static async Task ComputeAsync(CancellationToken ct)
    {
        await CurrentTask.YieldAsync();
        var end = Environment.TickCount64 + 60_000;
        while (Environment.TickCount64 < end && !ct.IsCancellationRequested)
            Thread.Sleep(20);
    }
}
