namespace HostedRuntime.Cluster.Jobs;

/// <summary>All that is known of a job. Never changed, only replaced; <see cref="JobTransitions"/> has the allowed changes.</summary>
internal sealed record JobRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The argument as JSON. Empty in the copies that only show the state.</summary>
    public string Argument { get; init; } = "";

    public JobDelivery Delivery { get; init; }

    /// <summary>1 for an AtMostOnce job.</summary>
    public int MaxAttempts { get; init; } = 1;

    public DateTimeOffset? Deadline { get; init; }

    public TimeSpan Retention { get; init; }

    public JobState State { get; init; }

    /// <summary>The number of the latest attempt. It is the fence: a write of an older attempt is refused.</summary>
    public int Attempt { get; init; }

    public string? Owner { get; init; }

    public bool IsAbortRequested { get; init; }

    public string? Result { get; init; }

    public string? Progress { get; init; }

    public IReadOnlyList<JobFailure> Failures { get; init; } = [];

    public DateTimeOffset SpawnedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public bool HasEnded => State > JobState.Running;

    public bool MayRunAgain => Delivery == JobDelivery.AtLeastOnce && Attempt < MaxAttempts && !IsAbortRequested;

    /// <summary>Returns whether a spawn with these values asks for this job.</summary>
    public bool IsSameJob(JobRecord asked) => Name == asked.Name && Argument == asked.Argument;

    public JobStatus ToStatus() => new()
    {
        Id = Id,
        Name = Name,
        State = State,
        Attempt = Attempt,
        Node = Owner,
        IsAbortRequested = IsAbortRequested,
        Progress = Progress,
        Failures = Failures,
        SpawnedAt = SpawnedAt,
        EndedAt = EndedAt,
    };
}
