namespace HostedRuntime.Benchmarks.SideBySide;

/// <summary>All workloads, in the order of the table.</summary>
internal static class Workloads
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        .. SpawnWorkloads.All,
        .. TaskWorkloads.All,
        .. OneshotWorkloads.All,
        .. SelectWorkloads.All,
        .. ChannelWorkloads.All,
        .. FanOutWorkloads.All,
        .. LockWorkloads.All,
        .. SemaphoreWorkloads.All,
        .. NotifyWorkloads.All,
        .. BlockingWorkloads.All,
        .. TimeWorkloads.All,
    ];

    /// <summary>Waits for a Task on the calling thread, outside the runtime.</summary>
    public static void Wait(Task task) => task.GetAwaiter().GetResult();
}
