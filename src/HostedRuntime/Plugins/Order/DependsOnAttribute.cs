using HostedRuntime.Plugins;

namespace HostedRuntime;

/// <summary>Names a plugin that must be initialized and set up before the attributed plugin, and stopped after it.</summary>
/// <param name="plugin">The name that the needed plugin is registered under.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DependsOnAttribute(string plugin) : Attribute, IPluginDependency
{
    /// <summary>The name that the needed plugin is registered under.</summary>
    public string Plugin => plugin;

    string IPluginDependency.Description => $"'{plugin}'";

    bool IPluginDependency.IsMetBy(PluginRegistration registration) => PluginName.Comparer.Equals(registration.Name, plugin);
}
