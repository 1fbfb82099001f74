namespace HostedRuntime.Plugins;

/// <summary>Something else than a plugin that needs one to be there. In the services under its runtime's name.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="By">Who needs it, as the beginning of a sentence.</param>
internal sealed record PluginRequirement(string Plugin, string By);
