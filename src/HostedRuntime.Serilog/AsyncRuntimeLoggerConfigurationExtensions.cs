using Serilog;
using Serilog.Configuration;

namespace HostedRuntime;

/// <summary>Makes Serilog say which runtime, task and worker an event comes from.</summary>
public static class AsyncRuntimeLoggerConfigurationExtensions
{
    /// <summary>
    /// Adds to each event: <c>RuntimeName</c>, the runtime that the logging code runs on; <c>TaskId</c> and <c>TaskName</c>, of the running
    /// task; <c>WorkerIndex</c>, of the worker that runs it. What there is not is not added: a task without a name has no TaskName, the
    /// blocking pool no WorkerIndex, code off any runtime nothing. A property that the event has already stays as it is.
    /// </summary>
    /// <param name="enrichmentConfiguration">The logger's enrichment.</param>
    /// <returns>The logger's configuration, to go on with.</returns>
    /// <remarks>
    /// In configuration for Serilog.Settings.Configuration: <c>"Enrich": [ "WithAsyncRuntime" ]</c>, with
    /// <c>"Using": [ "HostedRuntime.Serilog" ]</c> where assemblies are not found by themselves, as in a single file. Meaning is that of
    /// <see cref="CurrentTask"/>: after a foreign <c>ConfigureAwait(false)</c> code is off the runtime, and so are its events.
    /// </remarks>
    public static LoggerConfiguration WithAsyncRuntime(this LoggerEnrichmentConfiguration enrichmentConfiguration)
    {
        ArgumentNullException.ThrowIfNull(enrichmentConfiguration);
        return enrichmentConfiguration.With(new AsyncRuntimeEnricher());
    }
}
