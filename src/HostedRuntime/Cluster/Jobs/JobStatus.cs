namespace HostedRuntime;

/// <summary>A job at one moment, from <see cref="JobHandle.GetStatusAsync"/>.</summary>
public sealed record JobStatus
{
    /// <summary>The job's id.</summary>
    public required string Id { get; init; }

    /// <summary>The job's wire name.</summary>
    public required string Name { get; init; }

    /// <summary>The state.</summary>
    public required JobState State { get; init; }

    /// <summary>The number of the latest attempt; 0 before the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>The node of the latest attempt; null before the first.</summary>
    public string? Node { get; init; }

    /// <summary>Whether an abort was asked for.</summary>
    public bool IsAbortRequested { get; init; }

    /// <summary>The latest report of the body; null if there is none, or if it was lost with a node.</summary>
    public string? Progress { get; init; }

    /// <summary>The attempts that failed, oldest first.</summary>
    public IReadOnlyList<JobFailure> Failures { get; init; } = [];

    /// <summary>When the job was stored, by the clock of the node that stored it.</summary>
    public DateTimeOffset SpawnedAt { get; init; }

    /// <summary>When the job ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
