namespace HostedRuntime.Cluster.Jobs;

/// <summary>Where jobs are kept: in this process, or on the nodes of a cluster. Every call ends within a limit of its own.</summary>
/// <remarks>If a node or a store does not answer in time, each call throws <see cref="ClusterUnavailableException"/>.</remarks>
internal interface IJobBackend
{
    /// <summary>Stores a pending job and starts it, or finds the job that has the id.</summary>
    /// <exception cref="JobRefusedException">Nothing was stored.</exception>
    Task SpawnAsync(JobRecord job, CancellationToken ct);

    /// <returns>The job without its argument, or null if there is none.</returns>
    Task<JobRecord?> ReadAsync(string id, CancellationToken ct);

    /// <summary>Waits until the job has ended, but not longer than a limit.</summary>
    /// <returns>The job without its argument, ended or not, or null if there is none.</returns>
    Task<JobRecord?> WaitAsync(string id, TimeSpan limit, CancellationToken ct);

    /// <returns>True if there is such a job; otherwise false.</returns>
    Task<bool> AbortAsync(string id, CancellationToken ct);
}
