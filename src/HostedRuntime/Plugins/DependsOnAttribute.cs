using HostedRuntime.Plugins;

namespace HostedRuntime;

/// <summary>Says which plugin must be initialized and set up before this one, and stopped after it.</summary>
/// <param name="plugin">The name that the other one is registered under.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DependsOnAttribute(string plugin) : Attribute, IPluginDependency
{
    /// <summary>The name that the other one is registered under.</summary>
    public string Plugin => plugin;

    string IPluginDependency.Description => $"'{plugin}'";

    bool IPluginDependency.IsMetBy(PluginRegistration registration) => PluginName.Comparer.Equals(registration.Name, plugin);
}
