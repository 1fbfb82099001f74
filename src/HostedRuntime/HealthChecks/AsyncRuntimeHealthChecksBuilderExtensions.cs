using HostedRuntime.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HostedRuntime;

/// <summary>Adds the host's runtimes to its health checks.</summary>
public static class AsyncRuntimeHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of all runtimes of the host. It is unhealthy if a runtime does not run, or does not run a task that the check spawns
    /// within a second.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="tags">The check's tags, such as "ready" or "live".</param>
    /// <returns>The builder.</returns>
    /// <remarks>It is degraded if the blocking pool of a runtime is full. Its data are figures of the runtimes.</remarks>
    public static IHealthChecksBuilder AddAsyncRuntime(this IHealthChecksBuilder builder, string name = "async-runtime", params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return builder.Add(new HealthCheckRegistration(name, static services => new RuntimeHealthCheck(services), failureStatus: null, tags));
    }
}
