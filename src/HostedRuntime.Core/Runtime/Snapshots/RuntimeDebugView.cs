using System.Diagnostics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime;

/// <summary>The view of a runtime in a debugger: its tasks, its workers, the locks and channels, and its counters.</summary>
/// <remarks>
/// Nothing is read before the debugger shows it. Tasks, workers and resources are of one snapshot, so that they belong together.
/// </remarks>
internal sealed class RuntimeDebugView(RuntimeEngine runtime)
{
    // More rows would keep a debugger waiting, and no person reads them. Picked by hand.
    private static readonly SnapshotOptions s_options = new() { MaxTasks = 500 };

    private RuntimeSnapshot? _snapshot;

    public string Name => runtime.Name;

    public RuntimeFlavor Flavor => runtime.Flavor;

    public RuntimeState State => runtime.State;

    /// <summary>The tasks, the longest waiting first.</summary>
    public TaskSnapshot[] Tasks => [.. Snapshot.Tasks];

    public int TasksLeftOut => Snapshot.TasksLeftOut;

    public WorkerSnapshot[] Workers => [.. Snapshot.Workers];

    public ResourceSnapshot[] Resources => [.. Snapshot.Resources];

    public DeadlockCycle[] Deadlocks => [.. Snapshot.Cycles];

    public RuntimeMetrics Metrics => runtime.Metrics;

    /// <summary>The text that a dump has, for the text window of a debugger.</summary>
    public string Text => Snapshot.ToText();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private RuntimeSnapshot Snapshot => _snapshot ??= runtime.CaptureSnapshot(s_options);
}
