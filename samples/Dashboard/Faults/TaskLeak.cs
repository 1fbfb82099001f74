using HostedRuntime.Sync;

namespace OrderService.Faults;

/// <summary>Five hundred tasks wait for a signal that never comes. The number of tasks grows with each press.</summary>
internal static class TaskLeak
{
    private const int Tasks = 500;

    private static readonly AsyncNotify s_never = new() { Name = "receipt-printed" };

    public static void Start(IRuntimeHandle runtime, CancellationToken on)
    {
        for (var i = 1; i <= Tasks; i++)
            FaultTask.Spawn(runtime, $"receipt-{i}", PrintAsync, on);
    }

    private static async Task PrintAsync(CancellationToken ct) => await s_never.WaitAsync(ct);
}
