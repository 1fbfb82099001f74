namespace HostedRuntime.Diagnostics;

/// <summary>Where a task runs.</summary>
public enum TaskKind
{
    /// <summary>On the workers.</summary>
    Async,

    /// <summary>On the blocking pool.</summary>
    Blocking,
}

/// <summary>What a task does right now.</summary>
public enum TaskState
{
    /// <summary>Made, and not queued yet.</summary>
    Created,

    /// <summary>Queued for its first run.</summary>
    Queued,

    /// <summary>A thread runs it.</summary>
    Running,

    /// <summary>Suspended at an await, or queued to go on from one.</summary>
    Waiting,
}

/// <summary>A task as seen at one moment.</summary>
/// <param name="Id">The handle's <see cref="JoinHandle.Id"/>.</param>
/// <param name="Name">The handle's <see cref="JoinHandle.Name"/>.</param>
/// <param name="Kind">Where it runs.</param>
/// <param name="State">What it did at that moment.</param>
/// <param name="File">Name, without folder, of the source file that spawned it.</param>
/// <param name="Line">The line there.</param>
/// <param name="Age">Time since it was spawned, to about 15 ms.</param>
public sealed record TaskInfo(long Id, string? Name, TaskKind Kind, TaskState State, string File, int Line, TimeSpan Age)
{
    /// <summary>How often it was run: once for its start and once for each continuation. Branches that run in parallel may be counted as one.</summary>
    public long Polls { get; init; }

    /// <summary>
    /// What the task waits for in this library, in words: "join of 'loader'", "sleep, due in 4.2 s", "mpsc write, full (100)", "AsyncMutex, held by 'loader'".
    /// If several of its branches wait, the text says one wait and adds how many more there are: "; and 3 more waits". In reports of stalls it says what
    /// blocks the thread. Null if the task waits for nothing, or for something that this library does not know, such as a Task of the BCL. A moment's view,
    /// for people; its form may change.
    /// </summary>
    public string? WaitsOn { get; init; }

    /// <summary>Time inside polls. This and the two below are zero without <see cref="RuntimeOptions.MeasureTaskTimes"/>.</summary>
    public TimeSpan Busy { get; init; }

    /// <summary>Time in a queue, ready to run.</summary>
    public TimeSpan Scheduled { get; init; }

    /// <summary>The rest of its age: time suspended.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>Name or id, place and age in one line.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => $"{(Name is null ? $"task {Id}" : $"'{Name}' (task {Id})")}, {State switch { TaskState.Running => "running", TaskState.Waiting => "waiting", _ => "queued" }}"
            + (WaitsOn is null ? "" : $" in {WaitsOn}") + $", spawned {Age.TotalSeconds:0.0} s ago at {File}:{Line}";
}
