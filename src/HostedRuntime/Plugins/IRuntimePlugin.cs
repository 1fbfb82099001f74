namespace HostedRuntime;

/// <summary>
/// What a host calls on each plugin of its runtime. Every hook runs as a task of the runtime, one after the other, within
/// <see cref="RuntimeOptions.PluginTimeout"/>; derive from <see cref="RuntimePlugin"/> to write only the hooks you need.
/// </summary>
/// <remarks>
/// The tokens fire when the time is over, when the start is cancelled and when the host runs out of its own time to stop. A hook
/// that goes on is then aborted, as by <see cref="JoinHandle.Abort"/>.
/// </remarks>
public interface IRuntimePlugin
{
    /// <summary>
    /// Called when the runtime has started, before any other service of the host starts and before any plugin's <see cref="SetupAsync"/>.
    /// </summary>
    /// <param name="context">What the plugin may use; valid until the plugin is stopped.</param>
    /// <param name="ct">Fires when the hook has to end.</param>
    /// <returns>The hook's end. A fault fails the start of the host.</returns>
    Task InitializeAsync(PluginContext context, CancellationToken ct);

    /// <summary>Called when every plugin is initialized, before any other service of the host starts.</summary>
    /// <param name="context">As in <see cref="InitializeAsync"/>: the same object.</param>
    /// <param name="ct">Fires when the hook has to end.</param>
    /// <returns>The hook's end. A fault fails the start of the host.</returns>
    Task SetupAsync(PluginContext context, CancellationToken ct);

    /// <summary>Called for each event of the runtime, after the plugin was initialized.</summary>
    /// <param name="runtimeEvent">What happened; match on its type.</param>
    /// <param name="ct">Fires when the hook has to end.</param>
    /// <returns>The hook's end, which the host waits for. A fault is logged.</returns>
    Task OnEventAsync(RuntimeEvent runtimeEvent, CancellationToken ct);

    /// <summary>
    /// Called once, in reverse order, for each plugin whose <see cref="InitializeAsync"/> succeeded; the runtime still runs, unless
    /// a fault ended it: then the hook runs on the ThreadPool.
    /// </summary>
    /// <param name="ct">Fires when the hook has to end.</param>
    /// <returns>The hook's end. A fault is logged; the other plugins are stopped all the same.</returns>
    Task StopAsync(CancellationToken ct);
}
