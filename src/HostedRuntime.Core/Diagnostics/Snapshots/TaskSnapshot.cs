namespace HostedRuntime.Diagnostics;

/// <summary>Describes a task at one moment, as a row of a <see cref="RuntimeSnapshot"/>.</summary>
public sealed record TaskSnapshot
{
    /// <summary>The <see cref="JoinHandle.Id"/> of the handle.</summary>
    public required long Id { get; init; }

    /// <summary>The <see cref="JoinHandle.Name"/> of the handle.</summary>
    public string? Name { get; init; }

    /// <summary>Which threads run the task.</summary>
    public TaskKind Kind { get; init; }

    /// <summary>The state at that moment.</summary>
    public TaskState State { get; init; }

    /// <summary>The name, without folder, of the source file that spawned the task; empty for the body of a BlockOn.</summary>
    public required string File { get; init; }

    /// <summary>The line in that file.</summary>
    public int Line { get; init; }

    /// <summary>
    /// The id of the task that spawned this one. Null if no task did, and for a task without a name. The parent is noted for named tasks
    /// only, so that other spawns do not pay for it.
    /// </summary>
    public long? ParentId { get; init; }

    /// <summary>The scope, join set or tracker that the task belongs to, in words; null if it belongs to none.</summary>
    public string? Group { get; init; }

    /// <summary>The time since the spawn, with a resolution of about 15 ms.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The number of polls: one for the start and one for each continuation.</summary>
    public long Polls { get; init; }

    /// <summary>The time inside polls; null without <see cref="RuntimeOptions.MeasureTaskTimes"/>.</summary>
    public TimeSpan? Busy { get; init; }

    /// <summary>The time in queues, ready to run; null without <see cref="RuntimeOptions.MeasureTaskTimes"/>.</summary>
    public TimeSpan? Scheduled { get; init; }

    /// <summary>The time suspended; null without <see cref="RuntimeOptions.MeasureTaskTimes"/>.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>The length of the last poll that has ended; null without <see cref="RuntimeOptions.MeasureTaskTimes"/>.</summary>
    public TimeSpan? LastPoll { get; init; }

    /// <summary>
    /// How long the task has waited at least. The runtime looks once a second which tasks were not polled since its last look, so the real
    /// time may be a second longer. Null for a task that runs, or that no look has seen waiting yet.
    /// </summary>
    public TimeSpan? WaitingFor { get; init; }

    /// <summary>The waits of the task in this library; one for each branch that waits. Empty if it waits for something else.</summary>
    public IReadOnlyList<WaitSnapshot> Waits { get; init; } = [];

    /// <summary>
    /// The async methods in which the task is suspended. Null for a task that runs or has not started, and without
    /// <see cref="SnapshotOptions.WithStacks"/>. A task whose worker is stalled or blocked has its stack in any case, if it was suspended
    /// before. The innermost method then runs, and its callers await it. Its calls without an await are not in the stack.
    /// </summary>
    public AsyncStack? Stack { get; init; }

    /// <summary>The index of the worker that polls the task, as in <see cref="WorkerSnapshot.Index"/>; null if none does.</summary>
    public int? Worker { get; init; }

    /// <summary>The name, or "task 17" for a task without one.</summary>
    internal string Label => Name is null ? $"task {Id}" : $"'{Name}' (task {Id})";

    /// <summary>Where the task was spawned.</summary>
    internal string Site => File.Length == 0 ? "BlockOn" : $"{File}:{Line}";
}
