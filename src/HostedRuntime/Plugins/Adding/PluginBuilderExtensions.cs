using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Plugins;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostedRuntime;

/// <summary>Adds plugins and the application's setup hooks to a host's runtime.</summary>
public static partial class PluginBuilderExtensions
{
    /// <summary>
    /// Adds a plugin. Its hooks run after those of the plugins that were added before it. A <see cref="DependsOnAttribute"/> on its class
    /// moves the plugins that it needs ahead of it.
    /// </summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="name">
    /// The plugin's name in messages and in its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>. Null means the type's name without
    /// "Plugin".
    /// </param>
    /// <typeparam name="TPlugin">The plugin's class. Registered as a singleton, so its constructor can ask for services.</typeparam>
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
    /// Adds a plugin with options of its own. Inject them as <c>IOptions&lt;TOptions&gt;</c>. They are bound from the plugin's section by
    /// reflection, and validated before anything starts, by data annotations and by every <c>IValidateOptions&lt;TOptions&gt;</c> of the
    /// services. If the section has a key that is no property of <typeparamref name="TOptions"/>, the host does not start.
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
    /// Adds a plugin with options of its own, without reflection. Inject them as <c>IOptions&lt;TOptions&gt;</c>. They are bound from the
    /// plugin's section by <paramref name="bind"/>, and validated before anything starts, by every <c>IValidateOptions&lt;TOptions&gt;</c>
    /// of the services, such as a source-generated validator. If the section has a key that is no property of
    /// <typeparamref name="TOptions"/>, the host does not start.
    /// </summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="bind">
    /// Copies the section into the options, as in <c>(section, options) => section.Bind(options)</c>. The binding generator replaces that
    /// call, so that no reflection is used.
    /// </param>
    /// <param name="name">
    /// The plugin's name in messages and in its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>. Null means the type's name without
    /// "Plugin".
    /// </param>
    /// <typeparam name="TPlugin">The plugin's class. Registered as a singleton, so its constructor can ask for services.</typeparam>
    /// <typeparam name="TOptions">
    /// The options' class, which no other plugin uses. <c>IOptionsMonitor</c> follows changes of the configuration.
    /// </typeparam>
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

    /// <summary>Adds a plugin made of lambdas.</summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="name">The plugin's name in messages and in its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>.</param>
    /// <param name="configure">Adds the plugin's hooks. Called once, before this method returns.</param>
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
    /// Adds a plugin from an assembly file. The host loads it at its start, and unloads it at its end or by
    /// <see cref="IRuntimePlugins.UnloadAsync"/>.
    /// </summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="path">The assembly's file. A relative path begins at the application's directory.</param>
    /// <param name="name">
    /// The plugin's name in messages and in its section <c>AsyncRuntime:Plugins:&lt;name&gt;</c>. Null means the type's name without
    /// "Plugin".
    /// </param>
    /// <param name="typeName">
    /// The class, by its name or full name. Null means the assembly's only public class that implements <see cref="IRuntimePlugin"/>.
    /// </param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// <para>The plugin has a load context of its own. Its constructor can ask for services of the host. Like any other plugin it has a
    /// name, a section and a place in the order.</para>
    /// <para>If the host has an assembly in at least the requested version, the plugin uses the host's, so that types which both sides name
    /// are the same. All other assemblies are loaded from the file's directory. The handle that the plugin gets, as
    /// <see cref="PluginContext.Runtime"/> and from its services, is a <see cref="ChildRuntime"/>.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty; or the name is empty, contains ':' or '|', or is "setup".</exception>
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
    /// setup hooks that were added before it. Like a plugin's hook it can fail the start, under the name "setup".
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
