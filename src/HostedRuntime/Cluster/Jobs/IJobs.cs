namespace HostedRuntime;

/// <summary>Spawns jobs and finds them again. Any thread.</summary>
/// <remarks>
/// Without a cluster all jobs run in this process, and end with it. With <c>HostedRuntime.Orleans</c> a job runs on any node that knows its
/// name, and its record survives nodes.
/// </remarks>
public interface IJobs
{
    /// <summary>Stores a job and starts it on a node. Returns when the job and its argument are stored.</summary>
    /// <param name="name">The job's wire name, as given to <c>AddJob</c>.</param>
    /// <param name="args">The argument. As JSON it has at most 1 MiB.</param>
    /// <param name="options">The id, the delivery and the limits of the job. Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call, not the job. If it fires, the job may have been stored.</param>
    /// <typeparam name="TArgs">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <returns>A handle that waits for the result. If the id is in use for the same name and argument, a handle of that job.</returns>
    /// <exception cref="JobRefusedException">
    /// No node knows the name; the id belongs to another job; the argument is too large or of another type; or this node stops.
    /// </exception>
    /// <exception cref="ClusterUnavailableException">
    /// No answer came within <see cref="ClusterOptions.StoreTimeout"/>. The job may have been stored in spite of that, so try again
    /// with the same id.
    /// </exception>
    Task<JobHandle<TResult>> SpawnAsync<TArgs, TResult>(string name, TArgs args, JobOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Finds a job by its id, on whichever node it runs.</summary>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <returns>A handle of the job.</returns>
    /// <exception cref="JobNotFoundException">No job has the id, or its result is no longer kept.</exception>
    /// <exception cref="ClusterUnavailableException">No node answered within <see cref="ClusterOptions.StoreTimeout"/>.</exception>
    Task<JobHandle<TResult>> AttachAsync<TResult>(string id, CancellationToken cancellationToken = default);

    /// <summary>Finds a job by its id if its result does not matter, for example to abort it.</summary>
    /// <inheritdoc cref="AttachAsync{TResult}(string, CancellationToken)"/>
    Task<JobHandle> AttachAsync(string id, CancellationToken cancellationToken = default);
}
