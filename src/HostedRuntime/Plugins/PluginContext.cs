using Microsoft.Extensions.Configuration;

namespace HostedRuntime;

/// <summary>Gives a plugin its name, its runtime, the host's services and its own section of the configuration.</summary>
public sealed class PluginContext
{
    internal PluginContext(string name, IRuntimeHandle runtime, IServiceProvider services, IConfigurationSection configuration)
    {
        Name = name;
        Runtime = runtime;
        Services = services;
        Configuration = configuration;
    }

    /// <summary>
    /// The name that the plugin was registered under, or "setup" in a hook of <see cref="PluginBuilderExtensions.AddSetup"/>.
    /// </summary>
    public string Name { get; }

    /// <summary>The runtime that the hooks run on. A task spawned on it goes on after the hook.</summary>
    public IRuntimeHandle Runtime { get; }

    /// <summary>The host's root services. Create a scope for scoped services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>
    /// The section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>, or <c>AsyncRuntime:Runtimes:&lt;runtime&gt;:Plugins:&lt;name&gt;</c> for a
    /// plugin of a named runtime. Empty if the configuration has no such section.
    /// </summary>
    public IConfigurationSection Configuration { get; }
}
