namespace HostedRuntime.Diagnostics;

/// <summary>
/// Describes a runtime at one moment: its threads, its tasks and what they wait for. It is taken while the threads go on, so each row is
/// true for its own moment, and two rows may be some microseconds apart. Immutable.
/// </summary>
public sealed record RuntimeSnapshot
{
    /// <summary>The name of the runtime.</summary>
    public required string Name { get; init; }

    /// <summary>The flavor of the runtime, as in <see cref="RuntimeOptions.Flavor"/>.</summary>
    public required string Flavor { get; init; }

    /// <summary>The state of the runtime, as in <see cref="IRuntime.State"/>.</summary>
    public required string State { get; init; }

    /// <summary>The id of the process.</summary>
    public int ProcessId { get; init; } = Environment.ProcessId;

    /// <summary>When the snapshot was taken.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The time since the runtime was created.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>The options that apply, by name, as texts.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The counters of the runtime.</summary>
    public required RuntimeMetrics Metrics { get; init; }

    /// <summary>The workers, by index. Empty if the ThreadPool runs the tasks.</summary>
    public IReadOnlyList<WorkerSnapshot> Workers { get; init; } = [];

    /// <summary>The timers of the runtime; null if it was given a clock.</summary>
    public TimersSnapshot? Timers { get; init; }

    /// <summary>
    /// The tasks that have run and not ended, the longest waiting first: at most <see cref="SnapshotOptions.MaxTasks"/> of them.
    /// </summary>
    public IReadOnlyList<TaskSnapshot> Tasks { get; init; } = [];

    /// <summary>The number of tasks that <see cref="SnapshotOptions.MaxTasks"/> left out.</summary>
    public int TasksLeftOut { get; init; }

    /// <summary>
    /// The resources with a name, and those without one in which a listed task waits. Those with the most waiters come first.
    /// </summary>
    public IReadOnlyList<ResourceSnapshot> Resources { get; init; } = [];

    /// <summary>The deadlocks that involve a task of this runtime.</summary>
    public IReadOnlyList<DeadlockCycle> Cycles { get; init; } = [];

    /// <summary>The likely mistakes, the most severe first.</summary>
    public IReadOnlyList<RuntimeLint> Lints { get; init; } = [];

    /// <summary>
    /// Returns the snapshot as text for people: a header, deadlocks, lints, the tasks grouped by equal stack and wait, and the longest
    /// waits in full.
    /// </summary>
    /// <returns>Lines that end in a line feed. Their form may change.</returns>
    public string ToText() => SnapshotText.Of(this);

    /// <summary>Returns the snapshot as JSON, by <see cref="SnapshotJson"/>.</summary>
    /// <returns>One JSON object.</returns>
    public string ToJson() => SnapshotJson.Write(this);
}
