namespace HostedRuntime;

/// <summary>Where in its life a plugin is.</summary>
public enum PluginPhase
{
    /// <summary>It is made, and <see cref="IRuntimePlugin.InitializeAsync"/> runs.</summary>
    Initialize,

    /// <summary><see cref="IRuntimePlugin.SetupAsync"/>, or a hook of <see cref="PluginBuilderExtensions.AddSetup"/>, runs.</summary>
    Setup,

    /// <summary><see cref="IRuntimePlugin.StopAsync"/> runs.</summary>
    Stop,
}
