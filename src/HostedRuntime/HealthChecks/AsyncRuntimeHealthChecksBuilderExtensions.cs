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

    /// <summary>
    /// Adds a check of what looks like a mistake in the runtimes of the host, as in <see cref="Diagnostics.RuntimeSnapshot.Lints"/>. It is
    /// unhealthy at an error, such as a deadlock, and degraded at a warning.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="configure">Chooses the lints that count. Null: all of them.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="tags">The check's tags, such as "ready" or "live".</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// <para>Its data have the texts of the lints, by runtime and code, as in "default.HR005". A lint of severity Info is in the data and
    /// changes no status.</para>
    /// <para>Do not let a check of liveness restart a service at each warning: choose the codes, or tag the check as one to look at. Each
    /// check takes a snapshot without stacks, which costs some milliseconds for 10,000 tasks.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The options have a code that no lint can have.</exception>
    public static IHealthChecksBuilder AddAsyncRuntimeLints(
        this IHealthChecksBuilder builder,
        Action<LintHealthCheckOptions>? configure = null,
        string name = "async-runtime-lints",
        params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var options = new LintHealthCheckOptions();
        configure?.Invoke(options);
        options.Check();
        return builder.Add(new HealthCheckRegistration(name, services => new LintHealthCheck(services, options), failureStatus: null, tags));
    }
}
