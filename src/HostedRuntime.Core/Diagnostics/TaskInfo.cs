namespace HostedRuntime.Diagnostics;

/// <summary>Says which threads run a task.</summary>
public enum TaskKind
{
    /// <summary>The workers.</summary>
    Async,

    /// <summary>The blocking pool.</summary>
    Blocking,
}

/// <summary>The states of a task.</summary>
public enum TaskState
{
    /// <summary>The task was created, and is not queued yet.</summary>
    Created,

    /// <summary>The task is queued for its first poll.</summary>
    Queued,

    /// <summary>A thread polls the task.</summary>
    Running,

    /// <summary>The task is suspended at an await, or queued to go on after one.</summary>
    Waiting,
}

/// <summary>Describes a task at one moment.</summary>
/// <param name="Id">The <see cref="JoinHandle.Id"/> of the handle.</param>
/// <param name="Name">The <see cref="JoinHandle.Name"/> of the handle.</param>
/// <param name="Kind">Which threads run the task.</param>
/// <param name="State">The state at that moment.</param>
/// <param name="File">The name, without folder, of the source file that spawned the task.</param>
/// <param name="Line">The line in that file.</param>
/// <param name="Age">The time since the spawn, with a resolution of about 15 ms.</param>
public sealed record TaskInfo(long Id, string? Name, TaskKind Kind, TaskState State, string File, int Line, TimeSpan Age)
{
    /// <summary>
    /// The number of polls: one for the start and one for each continuation. Polls of parallel branches may be counted as one.
    /// </summary>
    public long Polls { get; init; }

    /// <summary>
    /// The wait of the task in this library, in words. Examples: "join of 'loader'", "sleep, due in 4.2 s", "mpsc write, full (100)",
    /// "AsyncMutex, held by 'loader'". If several branches of the task wait, the text says one wait and adds how many more there are: ";
    /// and 3 more
    /// waits". In reports of stalls it says what blocks the thread. Null if the task waits for nothing, or for something that this library
    /// does not know, such as a Task of the BCL. A snapshot for people; its form may change.
    /// </summary>
    public string? WaitsOn { get; init; }

    /// <summary>
    /// The time inside polls. This and the two times below are zero without <see cref="RuntimeOptions.MeasureTaskTimes"/>.
    /// </summary>
    public TimeSpan Busy { get; init; }

    /// <summary>The time in queues, ready to run.</summary>
    public TimeSpan Scheduled { get; init; }

    /// <summary>The time suspended: the age without the other two times.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>
    /// The async methods in which the task was suspended. Only reports have it that are made once, such as <see cref="ShutdownReport"/>;
    /// otherwise null. Null too for a task that ran at that moment, or had not suspended yet.
    /// </summary>
    public AsyncStack? Stack { get; init; }

    /// <summary>Returns the name or id, the state, the wait, the age and the place in one line.</summary>
    /// <returns>A text for people; its form may change.</returns>
    public override string ToString()
        => $"{(Name is null ? $"task {Id}" : $"'{Name}' (task {Id})")}, {State switch { TaskState.Running => "running", TaskState.Waiting => "waiting", _ => "queued" }}"
            + (WaitsOn is null ? "" : $" in {WaitsOn}") + $", spawned {Age.TotalSeconds:0.0} s ago at {File}:{Line}";
}
