using HostedRuntime.Diagnostics;

namespace HostedRuntime.Tool.Tests.Display;

/// <summary>Snapshots to begin with.</summary>
internal static class Snapshots
{
    public static RuntimeSnapshot Empty { get; } = new()
    {
        Name = "default",
        Flavor = "MultiThread",
        State = "Running",
        ProcessId = 1,
        TakenAt = default,
        Metrics = new RuntimeMetrics(),
    };

    public static TaskSnapshot Task(long id) => new() { Id = id, File = "Orders.cs", Line = 12, State = TaskState.Waiting };
}
