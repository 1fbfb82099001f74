using Microsoft.Extensions.Configuration;

namespace HostedRuntime;

/// <summary>What a plugin is given: its name, its runtime, the host's services and its own part of the configuration.</summary>
public sealed class PluginContext
{
    internal PluginContext(string name, IRuntimeHandle runtime, IServiceProvider services, IConfigurationSection configuration)
    {
        Name = name;
        Runtime = runtime;
        Services = services;
        Configuration = configuration;
    }

    /// <summary>The name that the plugin was registered under; "setup" in a hook of <see cref="PluginBuilderExtensions.AddSetup"/>.</summary>
    public string Name { get; }

    /// <summary>The runtime that the hooks run on. What is spawned on it goes on after the hook.</summary>
    public IRuntimeHandle Runtime { get; }

    /// <summary>The host's services, without a scope: make one for scoped services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>
    /// The section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>, or <c>AsyncRuntime:Runtimes:&lt;runtime&gt;:Plugins:&lt;name&gt;</c> for a plugin
    /// of a named runtime; empty when the configuration has none.
    /// </summary>
    public IConfigurationSection Configuration { get; }
}
