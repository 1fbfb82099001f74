namespace HostedRuntime;

/// <summary>
/// The plugins of a runtime while the host runs. In the services, for a named runtime under its name as key. Thread-safe.
/// </summary>
public interface IRuntimePlugins
{
    /// <summary>The names of the plugins that are initialized, in their order.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>How they started.</summary>
    /// <value>Null until the last setup hook ended; of a start that failed, what ran until then.</value>
    StartupReport? Startup { get; }

    /// <summary>
    /// Takes a plugin out that came from a file: calls its <see cref="IRuntimePlugin.StopAsync"/>, aborts the tasks that it spawned on the runtime
    /// it was given and waits for them, disposes it, and gives its assemblies free. It gets no further events.
    /// </summary>
    /// <param name="plugin">Its name.</param>
    /// <param name="ct">Ends the waits; the plugin is out all the same.</param>
    /// <returns>What is left of it. Each wait is bounded by <see cref="RuntimeOptions.PluginTimeout"/>.</returns>
    /// <remarks>
    /// The runtime of .NET takes the assemblies out of memory at a later collection, when nothing refers to them any more: not to objects of
    /// the plugin's types, not to delegates that it registered elsewhere.
    /// </remarks>
    /// <exception cref="ArgumentException">No initialized plugin has that name.</exception>
    /// <exception cref="InvalidOperationException">It is part of the application, or others depend on it: they are named.</exception>
    Task<PluginUnloadReport> UnloadAsync(string plugin, CancellationToken ct = default);
}
