namespace HostedRuntime.Plugins;

/// <summary>Gives access to the plugins of a runtime. It can be injected before they are made.</summary>
internal sealed class RuntimePlugins(string runtime) : IRuntimePlugins
{
    /// <summary>The plugins. Written once, by the first phase of the start.</summary>
    private PluginSet? _set;

    public IReadOnlyList<string> Names => _set?.Names ?? [];

    public StartupReport? Startup => _set?.Startup;

    public void Attach(PluginSet set) => _set = set;

    public Task<PluginUnloadReport> UnloadAsync(string plugin, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(plugin);
        return _set is { } set ? set.UnloadAsync(plugin, ct) : throw new InvalidOperationException($"The plugins of runtime '{runtime}' are not there before the host starts.");
    }
}
