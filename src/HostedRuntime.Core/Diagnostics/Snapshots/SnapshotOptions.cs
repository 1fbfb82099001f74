namespace HostedRuntime.Diagnostics;

/// <summary>Says what a snapshot of a runtime contains. The default value is made for a look by a person.</summary>
public sealed record SnapshotOptions
{
    internal const int MostTasks = 10_000_000;

    private readonly int _maxTasks = 10_000;

    /// <summary>The highest number of tasks in the snapshot. If there are more, those that have waited longest are kept.</summary>
    /// <value>0 to 10,000,000; 10,000 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxTasks
    {
        get => _maxTasks;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostTasks);
            _maxTasks = value;
        }
    }

    /// <summary>
    /// Whether the snapshot has the stack of each suspended task, which takes some microseconds for each. Deadlocks and the tasks
    /// of stalled workers have stacks in either case.
    /// </summary>
    /// <value>True by default.</value>
    public bool WithStacks { get; init; } = true;

    /// <summary>
    /// Whether the snapshot has only the workers and the tasks that run. Suspended tasks, resources, deadlocks and lints are then not
    /// looked for and not counted.
    /// </summary>
    /// <value>
    /// False by default. True makes a snapshot that takes as long with a million suspended tasks as with none, for looks many times a
    /// second.
    /// </value>
    public bool OnlyRunning { get; init; }
}
