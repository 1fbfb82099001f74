using HostedRuntime.Cluster.Jobs;

namespace HostedRuntime;

/// <summary>A job on any node, without its result. Any thread. Dropping a handle does not end its job.</summary>
public sealed class JobHandle
{
    private readonly JobLink _link;

    internal JobHandle(JobLink link) => _link = link;

    /// <summary>The job's id.</summary>
    public string Id => _link.Id;

    /// <inheritdoc cref="JobHandle{TResult}.JoinAsync"/>
    /// <returns>A task that completes when the job is done.</returns>
    public Task JoinAsync(CancellationToken ct = default) => _link.JoinAsync(ct);

    /// <inheritdoc cref="JobHandle{TResult}.AbortAsync"/>
    public Task AbortAsync(CancellationToken ct = default) => _link.AbortAsync(ct);

    /// <inheritdoc cref="JobHandle{TResult}.GetStatusAsync"/>
    public Task<JobStatus> GetStatusAsync(CancellationToken ct = default) => _link.GetStatusAsync(ct);
}
