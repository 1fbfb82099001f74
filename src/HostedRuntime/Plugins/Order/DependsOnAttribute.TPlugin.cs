using HostedRuntime.Plugins;

namespace HostedRuntime;

/// <summary>Names a plugin, by its type, that must be initialized and set up before the attributed plugin, and stopped after it.</summary>
/// <typeparam name="TPlugin">The type of the plugin that is needed, whatever name it is registered under.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DependsOnAttribute<TPlugin> : Attribute, IPluginDependency where TPlugin : IRuntimePlugin
{
    string IPluginDependency.Description => typeof(TPlugin).Name;

    bool IPluginDependency.IsMetBy(PluginRegistration registration) => registration.Type.IsAssignableTo(typeof(TPlugin));
}
