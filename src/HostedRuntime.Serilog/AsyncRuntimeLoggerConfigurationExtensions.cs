using Serilog;
using Serilog.Configuration;

namespace HostedRuntime;

/// <summary>Adds to Serilog's events the runtime, task and worker that they come from.</summary>
public static class AsyncRuntimeLoggerConfigurationExtensions
{
    /// <summary>
    /// Adds to each event the <c>RuntimeName</c> of the current runtime, the <c>TaskId</c> and <c>TaskName</c> of the running task, and the
    /// <c>WorkerIndex</c> of its worker. A value that does not exist is left out: a task without a name has no TaskName, a blocking thread
    /// no WorkerIndex. Code off any runtime adds nothing. A property that the event has already stays as it is.
    /// </summary>
    /// <param name="enrichmentConfiguration">The logger's enrichment.</param>
    /// <returns>The logger's configuration, for further calls.</returns>
    /// <remarks>
    /// For Serilog.Settings.Configuration write <c>"Enrich": [ "WithAsyncRuntime" ]</c>. If assemblies are not found automatically, as in a
    /// single-file application, also write <c>"Using": [ "HostedRuntime.Serilog" ]</c>. The values are those of <see cref="CurrentTask"/>.
    /// After a foreign <c>ConfigureAwait(false)</c>, code and its events are off the runtime.
    /// </remarks>
    public static LoggerConfiguration WithAsyncRuntime(this LoggerEnrichmentConfiguration enrichmentConfiguration)
    {
        ArgumentNullException.ThrowIfNull(enrichmentConfiguration);
        return enrichmentConfiguration.With(new AsyncRuntimeEnricher());
    }
}
