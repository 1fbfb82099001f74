namespace HostedRuntime.Plugins;

/// <summary>The plugins of a runtime in the order in which their hooks run.</summary>
/// <param name="Sequence">That of registration, with whoever is depended on moved ahead.</param>
/// <param name="Layers">The same in layers: each depends on plugins of layers before its own only, so those of one layer may start at the same time.</param>
internal sealed record PluginOrder(IReadOnlyList<PluginRegistration> Sequence, IReadOnlyList<IReadOnlyList<PluginRegistration>> Layers);
