namespace HostedRuntime.Plugins;

/// <summary>Something else than a plugin that needs one to be there. Among the additions to its runtime.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="By">Who needs it, as the beginning of a sentence.</param>
internal sealed record PluginRequirement(string Plugin, string By);
