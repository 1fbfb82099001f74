namespace HostedRuntime.Plugins;

/// <summary>
/// A plugin that must be there because something that is no plugin, such as a command, belongs to it. One of the additions to its runtime.
/// </summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="By">The thing that needs the plugin, as the beginning of a sentence.</param>
internal sealed record PluginRequirement(string Plugin, string By);
