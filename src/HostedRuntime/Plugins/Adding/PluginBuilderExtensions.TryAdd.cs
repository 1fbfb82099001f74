using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Plugins;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;

namespace HostedRuntime;

/// <content>Plugins that are added unless they exist, for libraries that bring a plugin with them.</content>
public static partial class PluginBuilderExtensions
{
    /// <summary>Adds a plugin unless the runtime has a plugin of that class or that name.</summary>
    /// <inheritdoc cref="AddPlugin{TPlugin}(IAsyncRuntimeBuilder, string?)"/>
    /// <returns>
    /// True if the plugin was added; false if the runtime has a plugin of that class or that name. A plugin from a file counts by its name,
    /// if it was given one.
    /// </returns>
    public static bool TryAddPlugin<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin>(
        this IAsyncRuntimeBuilder builder, string? name = null)
        where TPlugin : class, IRuntimePlugin
    {
        if (builder.Has(typeof(TPlugin), name))
            return false;
        builder.AddPlugin<TPlugin>(name);
        return true;
    }

    /// <summary>
    /// Adds a plugin with options of its own, bound by reflection, unless the runtime has a plugin of that class or that name. If it is not
    /// added, nothing is registered for <typeparamref name="TOptions"/>.
    /// </summary>
    /// <inheritdoc cref="AddPlugin{TPlugin, TOptions}(IAsyncRuntimeBuilder, string?)"/>
    /// <returns><inheritdoc cref="TryAddPlugin{TPlugin}(IAsyncRuntimeBuilder, string?)" path="/returns/node()"/></returns>
    [RequiresUnreferencedCode("Binds TOptions by reflection: give TryAddPlugin a bind delegate instead.")]
    [RequiresDynamicCode("Binds TOptions by reflection: give TryAddPlugin a bind delegate instead.")]
    public static bool TryAddPlugin<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TOptions>(this IAsyncRuntimeBuilder builder, string? name = null)
        where TPlugin : class, IRuntimePlugin
        where TOptions : class
    {
        if (builder.Has(typeof(TPlugin), name))
            return false;
        builder.AddPlugin<TPlugin, TOptions>(name);
        return true;
    }

    /// <summary>
    /// Adds a plugin with options of its own, bound by <paramref name="bind"/>, unless the runtime has a plugin of that class or that name.
    /// If it is not added, nothing is registered for <typeparamref name="TOptions"/>.
    /// </summary>
    /// <inheritdoc cref="AddPlugin{TPlugin, TOptions}(IAsyncRuntimeBuilder, Action{IConfigurationSection, TOptions}, string?)"/>
    /// <returns><inheritdoc cref="TryAddPlugin{TPlugin}(IAsyncRuntimeBuilder, string?)" path="/returns/node()"/></returns>
    public static bool TryAddPlugin<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        this IAsyncRuntimeBuilder builder, Action<IConfigurationSection, TOptions> bind, string? name = null)
        where TPlugin : class, IRuntimePlugin
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(bind);
        if (builder.Has(typeof(TPlugin), name))
            return false;
        builder.AddPlugin<TPlugin, TOptions>(bind, name);
        return true;
    }

    /// <summary>Adds a plugin of lambdas unless the runtime has a plugin of that name.</summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="name">The plugin's name in messages and in its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>.</param>
    /// <param name="configure">Adds the plugin's hooks. Called once, before this method returns, if the plugin is added.</param>
    /// <returns>True if the plugin was added; false if the runtime has a plugin of that name.</returns>
    /// <exception cref="ArgumentException">The name is empty, contains ':' or '|', or is "setup".</exception>
    public static bool TryAddPlugin(this IAsyncRuntimeBuilder builder, string name, Action<PluginBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        // Plugins of lambdas are all of one class, so only the name counts.
        if (builder.Has(type: null, PluginName.Check(name)))
            return false;
        builder.AddPlugin(name, configure);
        return true;
    }

    private static bool Has(this IAsyncRuntimeBuilder builder, Type? type, string? name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name = PluginName.Check(name ?? PluginName.Of(type!), nameof(name));
        return RuntimeRegistry.Of(builder.Services).AdditionsTo(builder.Name).Of<PluginSource>()
            .Any(source => PluginName.Comparer.Equals(source.KnownName, name) || (source is PluginRegistration plugin && plugin.Type == type));
    }
}
