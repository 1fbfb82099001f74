using OpenTelemetry.Metrics;

namespace HostedRuntime;

/// <summary>Adds the metrics of async runtimes to OpenTelemetry.</summary>
public static class AsyncRuntimeMeterProviderBuilderExtensions
{
    /// <summary>
    /// Collects the instruments of all runtimes of the process: tasks, workers, queues, the blocking pool, plugins and shutdowns.
    /// </summary>
    /// <param name="builder">The builder of the meter provider.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>
    /// Adds the meter <c>HostedRuntime</c>. A second call changes nothing. Every measurement has the attribute
    /// <c>hosted_runtime.name</c>, and durations are in seconds. The histograms bring their own bucket boundaries. Runtimes are found
    /// whether they are created before or after the provider.
    /// </remarks>
    public static MeterProviderBuilder AddAsyncRuntimeInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(AsyncRuntimeInstrumentation.MeterName);
    }
}
