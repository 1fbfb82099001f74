using HostedRuntime.Plugins;

namespace HostedRuntime;

/// <summary>Says which plugin must be initialized and set up before this one, and stopped after it.</summary>
/// <typeparam name="TPlugin">The other one's type, whatever name it is registered under.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DependsOnAttribute<TPlugin> : Attribute, IPluginDependency where TPlugin : IRuntimePlugin
{
    string IPluginDependency.Description => typeof(TPlugin).Name;

    bool IPluginDependency.IsMetBy(PluginRegistration registration) => registration.Type.IsAssignableTo(typeof(TPlugin));
}
