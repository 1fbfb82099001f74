using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Hosting;
using HostedRuntime.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostedRuntime;

/// <summary>Plugins of a host's runtime, and the application's own setup.</summary>
public static partial class PluginBuilderExtensions
{
    /// <summary>
    /// Adds a plugin. Its hooks run after those of the plugins that were added before it; <see cref="DependsOnAttribute"/> on its class
    /// moves others ahead of it.
    /// </summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="name">Its name in messages, and of its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>. Null: the type's, less "Plugin".</param>
    /// <typeparam name="TPlugin">Its class: a singleton of the services, made with what its constructor asks for.</typeparam>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is empty, contains ':' or '|', or is "setup".</exception>
    public static IAsyncRuntimeBuilder AddPlugin<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin>(
        this IAsyncRuntimeBuilder builder, string? name = null)
        where TPlugin : class, IRuntimePlugin
    {
        ArgumentNullException.ThrowIfNull(builder);
        name = PluginName.Check(name ?? PluginName.Of(typeof(TPlugin)), nameof(name));
        builder.Services.TryAddSingleton<TPlugin>();
        return builder.Add(new PluginRegistration(
            name,
            typeof(TPlugin),
            IPluginDependency.Of(typeof(TPlugin)),
            static services => services.GetRequiredService<TPlugin>()));
    }

    /// <summary>
    /// Adds a plugin with options of its own: <c>IOptions&lt;TOptions&gt;</c>, bound from its section by reflection and validated before
    /// anything starts, by data annotations and by every <c>IValidateOptions&lt;TOptions&gt;</c> of the services. A key that is no property
    /// of <typeparamref name="TOptions"/> keeps the host from starting.
    /// </summary>
    /// <inheritdoc cref="AddPlugin{TPlugin, TOptions}(IAsyncRuntimeBuilder, Action{IConfigurationSection, TOptions}, string?)"/>
    [RequiresUnreferencedCode("Binds TOptions by reflection: give AddPlugin a bind delegate instead.")]
    [RequiresDynamicCode("Binds TOptions by reflection: give AddPlugin a bind delegate instead.")]
    public static IAsyncRuntimeBuilder AddPlugin<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TOptions>(this IAsyncRuntimeBuilder builder, string? name = null)
        where TPlugin : class, IRuntimePlugin
        where TOptions : class
    {
        builder.AddPlugin<TPlugin, TOptions>(static (section, options) => section.Bind(options), name);
        builder.Services.AddOptions<TOptions>().ValidateDataAnnotations();
        return builder;
    }

    /// <summary>
    /// Adds a plugin with options of its own, without reflection: <c>IOptions&lt;TOptions&gt;</c>, bound from its section by
    /// <paramref name="bind"/> and validated before anything starts, by every <c>IValidateOptions&lt;TOptions&gt;</c> of the services, such as a
    /// source-generated one. A key that is no property of <typeparamref name="TOptions"/> keeps the host from starting.
    /// </summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="bind">
    /// Copies the section into the options, as in <c>(section, options) => section.Bind(options)</c>: with the binding generator, which replaces
    /// that call, nothing is reflected on.
    /// </param>
    /// <param name="name">Its name in messages, and of its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>. Null: the type's, less "Plugin".</param>
    /// <typeparam name="TPlugin">Its class: a singleton of the services, made with what its constructor asks for.</typeparam>
    /// <typeparam name="TOptions">Its options, of no other plugin. They follow the configuration in <c>IOptionsMonitor</c>.</typeparam>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">
    /// The name is empty, contains ':' or '|', or is "setup"; or <typeparamref name="TOptions"/> are the options of another plugin.
    /// </exception>
    public static IAsyncRuntimeBuilder AddPlugin<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        this IAsyncRuntimeBuilder builder, Action<IConfigurationSection, TOptions> bind, string? name = null)
        where TPlugin : class, IRuntimePlugin
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(bind);
        name ??= PluginName.Of(typeof(TPlugin));
        builder.AddPlugin<TPlugin>(name);
        PluginOptions<TOptions>.Register(builder.Services, RuntimeName.SectionOf(builder.Name, name), bind);
        return builder;
    }

    /// <summary>Adds a plugin of lambdas.</summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="name">Its name in messages, and of its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>.</param>
    /// <param name="configure">Gives it its hooks. Called once, now.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is empty, contains ':' or '|', or is "setup".</exception>
    public static IAsyncRuntimeBuilder AddPlugin(this IAsyncRuntimeBuilder builder, string name, Action<PluginBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var plugin = new PluginBuilder();
        var registration = plugin.Build(PluginName.Check(name));
        configure(plugin);
        return builder.Add(registration);
    }

    /// <summary>
    /// Adds a plugin from an assembly file: loaded when the host starts, into a context of its own, and given free when the host ends or
    /// <see cref="IRuntimePlugins.UnloadAsync"/> is called. It is made with what its constructor asks for of the host's services, and is
    /// otherwise a plugin as any other: with a place in the order, a section, a name.
    /// </summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="path">The assembly's file; a relative path is one from the directory of the application.</param>
    /// <param name="name">Its name in messages, and of its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>. Null: the type's, less "Plugin".</param>
    /// <param name="typeName">The class, by its name or full name. Null: the only public class of the assembly that implements <see cref="IRuntimePlugin"/>.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Assemblies that the host has too, in at least the version that is asked for, are the host's, so that types which both sides name are
    /// the same; all others are loaded from beside the file. The handle that the plugin gets, as <see cref="PluginContext.Runtime"/> and
    /// from its services, is a <see cref="RuntimeBranch"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty, or the name is, contains ':' or '|', or is "setup".</exception>
    [RequiresUnreferencedCode("Loads an assembly that trimming does not see.")]
    [RequiresDynamicCode("Loads an assembly that was not compiled ahead of time.")]
    public static IAsyncRuntimeBuilder AddPluginFile(this IAsyncRuntimeBuilder builder, string path, string? name = null, string? typeName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.Add(new PluginFile(Path.GetFullPath(path, AppContext.BaseDirectory), name is null ? null : PluginName.Check(name), typeName));
    }

    /// <summary>
    /// Adds a setup hook of the application itself. It runs after every plugin's <see cref="IRuntimePlugin.SetupAsync"/>, and after the
    /// setup hooks that were added before it; it fails the start as a plugin's does, under the name "setup".
    /// </summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="setup">The hook. <see cref="PluginContext.Name"/> is "setup".</param>
    /// <returns>The builder.</returns>
    public static IAsyncRuntimeBuilder AddSetup(this IAsyncRuntimeBuilder builder, Func<PluginContext, CancellationToken, Task> setup)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(setup);
        return builder.Add(new SetupRegistration(setup));
    }
}
