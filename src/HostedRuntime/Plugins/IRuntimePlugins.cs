namespace HostedRuntime;

/// <summary>
/// The plugins of a runtime while the host runs. Inject it; for a named runtime the name is the service's key. Thread-safe.
/// </summary>
public interface IRuntimePlugins
{
    /// <summary>The names of the plugins that are initialized and not unloaded, in their order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The report of the plugins' start.</summary>
    /// <value>Null until the last setup hook ended. If the start failed, the report has the hooks that ran until then.</value>
    StartupReport? Startup { get; }

    /// <summary>
    /// Unloads a plugin that came from a file: stops it, ends its tasks, disposes it and unloads its load context.
    /// </summary>
    /// <param name="plugin">The plugin's name.</param>
    /// <param name="cancellationToken">Ends the waits. The plugin is unloaded nevertheless.</param>
    /// <returns>
    /// The tasks and services that still keep the plugin in memory. Each wait is bounded by <see cref="RuntimeOptions.PluginTimeout"/>.
    /// </returns>
    /// <remarks>
    /// <para>The plugin gets no further events. Its <see cref="IRuntimePlugin.StopAsync"/> is called. Then the tasks that it spawned on the
    /// runtime it was given are aborted and awaited.</para>
    /// <para>.NET takes the assemblies out of memory at a later garbage collection, once nothing refers to the plugin's objects or to
    /// delegates that it registered elsewhere.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">No initialized plugin has that name.</exception>
    /// <exception cref="InvalidOperationException">
    /// The plugin is part of the application, or other plugins (named in the message) depend on it, or the host has not started.
    /// </exception>
    Task<PluginUnloadReport> UnloadAsync(string plugin, CancellationToken cancellationToken = default);
}
