namespace HostedRuntime.Plugins;

/// <summary>What a plugin needs to come before it.</summary>
internal interface IPluginDependency
{
    /// <summary>For messages.</summary>
    string Description { get; }

    bool IsMetBy(PluginRegistration registration);

    /// <summary>The dependencies that a plugin's class declares.</summary>
    static IReadOnlyList<IPluginDependency> Of(Type plugin) => [.. plugin.GetCustomAttributes(inherit: true).OfType<IPluginDependency>()];
}
