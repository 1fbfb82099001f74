using OpenTelemetry.Trace;

namespace HostedRuntime;

/// <summary>Adds the spans of tasks, commands and plugins to OpenTelemetry.</summary>
public static class AsyncRuntimeTracerProviderBuilderExtensions
{
    /// <summary>Exports a span for each task that has a name or an Activity at its spawn, and for each hook of a plugin.</summary>
    /// <param name="builder">The builder of the tracer provider.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <remarks>
    /// Adds the source <c>HostedRuntime</c>. A second call changes nothing. A task that is spawned before the provider is built has no
    /// span.
    /// </remarks>
    public static TracerProviderBuilder AddAsyncRuntimeInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(AsyncRuntimeInstrumentation.SourceName);
    }
}
