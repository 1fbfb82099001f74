namespace HostedRuntime.Plugins;

/// <summary>A dependency of a plugin: one or more plugins that must come before it.</summary>
internal interface IPluginDependency
{
    /// <summary>The dependency's text in messages.</summary>
    string Description { get; }

    bool IsMetBy(PluginRegistration registration);

    /// <summary>Returns the dependencies that a plugin's class declares.</summary>
    static IReadOnlyList<IPluginDependency> Of(Type plugin) => [.. plugin.GetCustomAttributes(inherit: true).OfType<IPluginDependency>()];
}
