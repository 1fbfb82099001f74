namespace HostedRuntime;

/// <summary>The phases in the life of a plugin.</summary>
public enum PluginPhase
{
    /// <summary>The plugin is constructed, and <see cref="IRuntimePlugin.InitializeAsync"/> runs.</summary>
    Initialize,

    /// <summary><see cref="IRuntimePlugin.SetupAsync"/>, or a hook of <see cref="PluginBuilderExtensions.AddSetup"/>, runs.</summary>
    Setup,

    /// <summary><see cref="IRuntimePlugin.StopAsync"/> runs.</summary>
    Stop,
}
