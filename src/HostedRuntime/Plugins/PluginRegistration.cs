namespace HostedRuntime.Plugins;

/// <summary>What was added as a plugin, before an instance exists; among the additions to its runtime.</summary>
internal abstract record PluginSource
{
    /// <summary>The plugin; null when there is none, which is then said among the errors.</summary>
    public abstract PluginRegistration? Open(ICollection<string> errors);

    /// <summary>The plugin's name, or null if it is only known after <see cref="Open"/>.</summary>
    public abstract string? KnownName { get; }
}

/// <summary>A plugin: what the order needs to know, and how to make it.</summary>
internal sealed record PluginRegistration(
    string Name, Type Type, IReadOnlyList<IPluginDependency> Dependencies, Func<IServiceProvider, IRuntimePlugin> Create) : PluginSource
{
    /// <summary>Where it was loaded from; null for one of the application's own.</summary>
    public PluginLoadContext? LoadedInto { get; init; }

    public override string KnownName => Name;

    public override PluginRegistration Open(ICollection<string> errors) => this;
}

/// <summary>A setup hook of the application, likewise.</summary>
internal sealed record SetupRegistration(Func<PluginContext, CancellationToken, Task> Hook);
