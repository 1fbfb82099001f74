namespace HostedRuntime.Plugins;

/// <summary>The plugins of a runtime in the order in which their hooks run.</summary>
/// <param name="Sequence">The order of registration, in which a plugin that others depend on is moved ahead of them.</param>
/// <param name="Layers">
/// The plugins in layers. A plugin depends only on plugins of earlier layers, so those of one layer may start concurrently.
/// </param>
internal sealed record PluginOrder(IReadOnlyList<PluginRegistration> Sequence, IReadOnlyList<IReadOnlyList<PluginRegistration>> Layers);
