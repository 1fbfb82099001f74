namespace HostedRuntime.Tool.Attaching;

/// <summary>A report that a body keeps its worker, from a snapshot or an event.</summary>
/// <param name="Time">When the report was made.</param>
/// <param name="Runtime">The name of the runtime.</param>
/// <param name="TaskId">The task; null if it is not known.</param>
/// <param name="Duration">How long the poll has lasted at least.</param>
internal sealed record StallReport(DateTimeOffset Time, string Runtime, long? TaskId, TimeSpan Duration)
{
    /// <summary>The name and the number of the task, in words.</summary>
    public required string Task { get; init; }

    /// <summary>Where the task was spawned; null if that is not known.</summary>
    public string? Site { get; init; }

    /// <summary>The wait that blocks the thread, in words; null if it is not known.</summary>
    public string? BlockedIn { get; init; }
}
