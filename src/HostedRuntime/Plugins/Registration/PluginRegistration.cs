namespace HostedRuntime.Plugins;

/// <summary>A plugin as it was added, before an instance exists: a class, lambdas or a file. One of the additions to its runtime.</summary>
internal abstract record PluginSource
{
    /// <summary>Opens the plugin's file if there is one.</summary>
    /// <returns>The plugin, or null if the file has none; the reason is then added to <paramref name="errors"/>.</returns>
    public abstract PluginRegistration? Open(ICollection<string> errors);

    /// <summary>The plugin's name, or null if it is only known after <see cref="Open"/>.</summary>
    public abstract string? KnownName { get; }
}

/// <summary>A plugin's name, type and dependencies, from which the order is found, and a delegate that makes it.</summary>
internal sealed record PluginRegistration(
    string Name, Type Type, IReadOnlyList<IPluginDependency> Dependencies, Func<IServiceProvider, IRuntimePlugin> Create) : PluginSource
{
    /// <summary>The load context of a plugin from a file. Null for a plugin of the application.</summary>
    public PluginLoadContext? LoadedInto { get; init; }

    public override string KnownName => Name;

    public override PluginRegistration Open(ICollection<string> errors) => this;
}

/// <summary>A setup hook of the application. One of the additions to its runtime.</summary>
internal sealed record SetupRegistration(Func<PluginContext, CancellationToken, Task> Hook);
