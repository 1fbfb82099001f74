namespace HostedRuntime;

/// <summary>How jobs and locks use the Orleans silo that they were added to.</summary>
/// <remarks>Limits of jobs and locks are in <see cref="ClusterOptions"/>, which hold with and without a cluster.</remarks>
public sealed class AsyncRuntimeClusterOptions
{
    /// <summary>
    /// The name of the grain storage that keeps jobs and locks, as given to <c>AddRedisGrainStorage</c> or its like. All silos must use the
    /// same one.
    /// </summary>
    /// <value>"jobs" by default. The storage must compare ETags, as those of Orleans do.</value>
    /// <remarks>
    /// A storage in the memory of a silo loses its jobs with the silo. A Redis without an append-only file can lose writes that it has
    /// acknowledged.
    /// </remarks>
    public string Storage { get; set; } = "jobs";

    /// <summary>The pause between two sweeps, which find jobs whose node is gone. A sweep also follows each change of the nodes.</summary>
    /// <value>1 s to 1 minute; 20 s by default.</value>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(20);

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Storage);
        if (SweepInterval < TimeSpan.FromSeconds(1) || SweepInterval > TimeSpan.FromMinutes(1))
            throw new ArgumentOutOfRangeException(nameof(SweepInterval), SweepInterval, $"SweepInterval is {SweepInterval}; allowed: 00:00:01 to 00:01:00.");
    }
}
