namespace HostedRuntime.Plugins;

/// <summary>A plugin as it was added, before an instance exists. In the services under its runtime's name, in the order of adding.</summary>
internal sealed record PluginRegistration(
    string Name, Type Type, IReadOnlyList<IPluginDependency> Dependencies, Func<IServiceProvider, IRuntimePlugin> Create);

/// <summary>A setup hook of the application, likewise.</summary>
internal sealed record SetupRegistration(Func<PluginContext, CancellationToken, Task> Hook);
