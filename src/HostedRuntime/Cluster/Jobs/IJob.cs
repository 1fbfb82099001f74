namespace HostedRuntime;

/// <summary>A job: a body with a name that runs on one node of a cluster, or on the only node if there is no cluster.</summary>
/// <typeparam name="TArgs">The type of the argument. It travels as JSON.</typeparam>
/// <typeparam name="TResult">The type of the result. It travels as JSON.</typeparam>
/// <remarks>
/// Add it by <see cref="JobBuilderExtensions"/>. Each attempt gets an instance of its own, from a scope of the services of its node.
/// </remarks>
public interface IJob<TArgs, TResult>
{
    /// <summary>Runs one attempt of the job, as a task of the node's runtime.</summary>
    /// <param name="args">The argument, as it was given to <see cref="IJobs.SpawnAsync{TArgs, TResult}"/>.</param>
    /// <param name="context">The id and the attempt of the job. The attempt is the fence for writes to other stores.</param>
    /// <param name="cancellationToken">Fires if the job is aborted, if its deadline passes, or if the node stops.</param>
    /// <returns>The result. A result that is returned after the token has fired is still kept.</returns>
    Task<TResult> RunAsync(TArgs args, JobContext context, CancellationToken cancellationToken);
}
