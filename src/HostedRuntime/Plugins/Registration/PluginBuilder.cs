using HostedRuntime.Plugins;

namespace HostedRuntime;

/// <summary>
/// Builds a plugin made of lambdas. Hooks of one kind run one after the other, in the order in which they were added. Not thread-safe.
/// </summary>
public sealed class PluginBuilder
{
    private readonly DelegatePlugin _plugin = new();
    private readonly List<IPluginDependency> _dependencies = [];

    internal PluginBuilder()
    {
    }

    /// <summary>Adds a hook for <see cref="IRuntimePlugin.InitializeAsync"/>.</summary>
    /// <param name="hook">The hook.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder Initialize(Func<PluginContext, CancellationToken, Task> hook) => Add(_plugin.InitializeHooks, hook);

    /// <summary>Adds a hook for <see cref="IRuntimePlugin.SetupAsync"/>.</summary>
    /// <param name="hook">The hook.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder Setup(Func<PluginContext, CancellationToken, Task> hook) => Add(_plugin.SetupHooks, hook);

    /// <summary>Adds a hook for <see cref="IRuntimePlugin.OnEventAsync"/>.</summary>
    /// <param name="hook">The hook.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder OnEvent(Func<RuntimeEvent, CancellationToken, Task> hook) => Add(_plugin.EventHooks, hook);

    /// <summary>Adds a hook for <see cref="IRuntimePlugin.StopAsync"/>.</summary>
    /// <param name="hook">The hook.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder OnStop(Func<CancellationToken, Task> hook) => Add(_plugin.StopHooks, hook);

    /// <summary>Names plugins that must be initialized and set up before this plugin, and stopped after it.</summary>
    /// <param name="plugins">The names that the needed plugins are registered under.</param>
    /// <returns>This builder.</returns>
    public PluginBuilder DependsOn(params ReadOnlySpan<string> plugins)
    {
        foreach (var plugin in plugins)
            _dependencies.Add(new DependsOnAttribute(plugin));
        return this;
    }

    internal PluginRegistration Build(string name) => new(name, typeof(DelegatePlugin), _dependencies, _ => _plugin);

    private PluginBuilder Add<THook>(List<THook> hooks, THook hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        hooks.Add(hook);
        return this;
    }
}
