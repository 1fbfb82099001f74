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
    public Task JoinAsync(CancellationToken cancellationToken = default) => _link.JoinAsync(cancellationToken);

    /// <inheritdoc cref="JobHandle{TResult}.AbortAsync"/>
    public Task AbortAsync(CancellationToken cancellationToken = default) => _link.AbortAsync(cancellationToken);

    /// <inheritdoc cref="JobHandle{TResult}.GetStatusAsync"/>
    public Task<JobStatus> GetStatusAsync(CancellationToken cancellationToken = default) => _link.GetStatusAsync(cancellationToken);
}
