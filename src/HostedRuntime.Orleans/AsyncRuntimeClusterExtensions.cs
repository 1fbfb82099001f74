using HostedRuntime.Cluster;
using HostedRuntime.Cluster.Grains;

namespace HostedRuntime;

/// <summary>Puts jobs, locks and channels of a host on an Orleans cluster.</summary>
public static class AsyncRuntimeClusterExtensions
{
    /// <summary>
    /// Makes this silo a node: <see cref="IJobs"/>, <see cref="IClusterLocks"/>, <see cref="IClusterChannels"/> and
    /// <see cref="IClusterMembership"/> of the host are those of the cluster. It runs the jobs that were added by <c>AddJob</c>.
    /// </summary>
    /// <param name="builder">The silo. Clustering and grain storage are set up by Orleans' own methods.</param>
    /// <param name="configure">Changes the options. Null changes nothing.</param>
    /// <returns>The silo.</returns>
    /// <exception cref="ArgumentException">An option is not valid. The message has the allowed values.</exception>
    /// <remarks>It does not matter whether AddAsyncRuntime is called before or after.</remarks>
    public static ISiloBuilder AddAsyncRuntimeCluster(this ISiloBuilder builder, Action<AsyncRuntimeClusterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new AsyncRuntimeClusterOptions();
        configure?.Invoke(options);
        options.Check();
        builder.Services.AddAsyncRuntime();
        SiloServices.Add(builder.Services, options);
        return builder;
    }

    /// <summary>
    /// Makes this client a front end: its <see cref="IJobs"/>, <see cref="IClusterLocks"/>, <see cref="IClusterChannels"/> and
    /// <see cref="IClusterMembership"/> are those of the cluster. It runs no jobs.
    /// </summary>
    /// <param name="builder">The client. Clustering is set up by Orleans' own methods.</param>
    /// <returns>The client.</returns>
    public static IClientBuilder AddAsyncRuntimeCluster(this IClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ClusterServices.AddShared(builder.Services);
        ClientServices.Add(builder.Services);
        return builder;
    }
}
