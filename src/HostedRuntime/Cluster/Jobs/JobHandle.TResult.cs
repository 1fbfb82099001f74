using HostedRuntime.Cluster.Jobs;

namespace HostedRuntime;

/// <summary>A job on any node, and its result. Any thread. Dropping a handle does not end its job.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class JobHandle<TResult>
{
    private readonly JobLink _link;
    private readonly Func<string, TResult> _read;

    internal JobHandle(JobLink link, Func<string, TResult> read)
    {
        _link = link;
        _read = read;
    }

    /// <summary>The job's id.</summary>
    public string Id => _link.Id;

    /// <summary>Waits until the job has ended. The wait goes on while the node of the job, or the store, is away for a while.</summary>
    /// <param name="cancellationToken">Ends the wait only.</param>
    /// <returns>The result.</returns>
    /// <exception cref="JobFailedException">The job failed. The exception has the causes of all attempts.</exception>
    /// <exception cref="JobLostException">The node of an AtMostOnce job died or stopped.</exception>
    /// <exception cref="JobAbortedException">The job was aborted.</exception>
    /// <exception cref="JobNotFoundException">The result is no longer kept.</exception>
    /// <exception cref="ClusterUnavailableException">No node answered for <see cref="ClusterOptions.UnavailableTimeout"/>.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<TResult> JoinAsync(CancellationToken cancellationToken = default) => _read(await _link.JoinAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Asks the job to end: its body's token fires, or it does not begin. Returns when the request is stored.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that completes when the request is stored. A job that has ended is left as it is.</returns>
    /// <exception cref="JobNotFoundException">The job is no longer kept.</exception>
    /// <exception cref="ClusterUnavailableException">The request could not be stored in time.</exception>
    public Task AbortAsync(CancellationToken cancellationToken = default) => _link.AbortAsync(cancellationToken);

    /// <summary>Reads the state of the job.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The job at this moment.</returns>
    /// <exception cref="JobNotFoundException">The job is no longer kept.</exception>
    /// <exception cref="ClusterUnavailableException">No node answered in time.</exception>
    public Task<JobStatus> GetStatusAsync(CancellationToken cancellationToken = default) => _link.GetStatusAsync(cancellationToken);
}
