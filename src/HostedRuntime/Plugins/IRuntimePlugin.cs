namespace HostedRuntime;

/// <summary>
/// The hooks that a host calls on each plugin of its runtime. Every hook runs as a task of the runtime, one after the other, within
/// <see cref="RuntimeOptions.PluginTimeout"/>. Derive from <see cref="RuntimePlugin"/> to write only the hooks you need.
/// </summary>
/// <remarks>
/// The token of a hook fires when its time is over, when the start is cancelled or when the host's time to stop is over. A hook that goes
/// on is then aborted, as by <see cref="JoinHandle.Abort"/>.
/// </remarks>
public interface IRuntimePlugin
{
    /// <summary>
    /// Called when the runtime has started, before any other service of the host starts and before any plugin's <see cref="SetupAsync"/>.
    /// </summary>
    /// <param name="context">The plugin's name, runtime, services and configuration. Valid until the plugin is stopped.</param>
    /// <param name="cancellationToken">Fires when the hook has to end.</param>
    /// <returns>Completes when the hook ends. A fault fails the start of the host.</returns>
    Task InitializeAsync(PluginContext context, CancellationToken cancellationToken);

    /// <summary>Called when every plugin is initialized, before any other service of the host starts.</summary>
    /// <param name="context">The object that <see cref="InitializeAsync"/> got.</param>
    /// <param name="cancellationToken">Fires when the hook has to end.</param>
    /// <returns>Completes when the hook ends. A fault fails the start of the host.</returns>
    Task SetupAsync(PluginContext context, CancellationToken cancellationToken);

    /// <summary>Called for each event of the runtime, after the plugin was initialized.</summary>
    /// <param name="runtimeEvent">The event. Match on its type.</param>
    /// <param name="cancellationToken">Fires when the hook has to end.</param>
    /// <returns>Completes when the hook ends; the host waits for it. A fault is logged.</returns>
    Task OnEventAsync(RuntimeEvent runtimeEvent, CancellationToken cancellationToken);

    /// <summary>
    /// Called once, in reverse order, for each plugin whose <see cref="InitializeAsync"/> succeeded. The runtime still runs. If a fault has
    /// ended it, or the hook cannot begin there in time, the hook runs on the ThreadPool.
    /// </summary>
    /// <param name="cancellationToken">Fires when the hook has to end.</param>
    /// <returns>Completes when the hook ends. A fault is logged, and the other plugins are still stopped.</returns>
    Task StopAsync(CancellationToken cancellationToken);
}
