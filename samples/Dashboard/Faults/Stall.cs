namespace OrderService.Faults;

/// <summary>A task computes on its worker without an await, as long as the fault is on, but at most a minute (HR001).</summary>
internal static class Stall
{
    public static void Start(IRuntimeHandle runtime, CancellationToken on)
        => FaultTask.Spawn(runtime, "price-calculator", Compute, on);

    private static Task Compute(CancellationToken ct)
    {
        var end = Environment.TickCount64 + 60_000;
        while (Environment.TickCount64 < end && !ct.IsCancellationRequested)
            Thread.Sleep(20);
        return Task.CompletedTask;
    }
}
