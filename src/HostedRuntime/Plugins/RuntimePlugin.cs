namespace HostedRuntime;

/// <summary>
/// A plugin whose hooks do nothing; override those you need. A base class for <see cref="IRuntimePlugin"/>, as BackgroundService is for
/// IHostedService.
/// </summary>
public abstract class RuntimePlugin : IRuntimePlugin
{
    /// <inheritdoc/>
    public virtual Task InitializeAsync(PluginContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task SetupAsync(PluginContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnEventAsync(RuntimeEvent runtimeEvent, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
