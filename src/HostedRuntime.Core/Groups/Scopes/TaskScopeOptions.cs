namespace HostedRuntime;

/// <summary>Options of a scope.</summary>
public sealed class TaskScopeOptions
{
    /// <summary>
    /// How many children run at the same time. The others have not started and wait in the order of their spawn. The body of the scope does
    /// not count.
    /// </summary>
    /// <value>At least 1; null for no limit.</value>
    public int? MaxConcurrency { get; init; }

    /// <summary>
    /// How long the scope may take, by the runtime's clock. After that its body and children are aborted, and once they have ended the
    /// scope throws a <see cref="TimeoutException"/>.
    /// </summary>
    /// <value>
    /// Zero to 49 days, cut to whole milliseconds as in the BCL, so that a deadline that has just passed counts as zero. Null for no limit.
    /// </value>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The name of the scope in messages, and of its body in the registry.</summary>
    /// <value>Null if the scope has no name.</value>
    public string? Name { get; init; }

    internal void Check()
    {
        if (MaxConcurrency is < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxConcurrency), MaxConcurrency, "MaxConcurrency must be at least 1, or null for no limit.");
        if (Deadline is { } deadline && deadline.Ticks / TimeSpan.TicksPerMillisecond is < 0 or > uint.MaxValue - 1)
            throw new ArgumentOutOfRangeException(nameof(Deadline), Deadline, "Deadline must be between zero and 49 days, or null for no limit.");
    }
}
