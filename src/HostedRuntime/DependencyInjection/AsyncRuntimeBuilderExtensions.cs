using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using HostedRuntime.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostedRuntime;

/// <summary>What can be added to a host's runtime.</summary>
public static class AsyncRuntimeBuilderExtensions
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
            [.. typeof(TPlugin).GetCustomAttributes(inherit: true).OfType<IPluginDependency>()],
            static services => services.GetRequiredService<TPlugin>()));
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

    /// <summary>Sets callbacks of the runtime. They are called in addition to the host's own, which logs unhandled faults.</summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="configure">
    /// Called once, when the runtime is made. It must not ask the services for the runtime, nor for anything that is made with it.
    /// </param>
    /// <returns>The builder.</returns>
    public static IAsyncRuntimeBuilder ConfigureHooks(this IAsyncRuntimeBuilder builder, Action<IServiceProvider, RuntimeHooks> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.Add(new HooksRegistration(configure));
    }

    /// <summary>
    /// Hands in a runtime that was made elsewhere, in place of one that the host makes. Plugins and commands run on it and
    /// <see cref="IRuntimeHandle"/> is it; but the caller owns it: the host starts it if it was not, stops the plugins, and does not end it.
    /// Semantics are those of <c>tauri::async_runtime::set</c>.
    /// </summary>
    /// <param name="builder">The runtime that it stands for.</param>
    /// <param name="runtime">The runtime. It must not have ended when the host starts, and outlive the host.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// It keeps the options and hooks that it was made with: of the section's, only PluginTimeout applies; <see cref="ConfigureHooks"/> keeps
    /// the host from starting. <see cref="IRuntime"/> cannot be injected, and plugins get no <see cref="RuntimeEvent.Exited"/>. As the default
    /// runtime it is also what <see cref="AsyncRuntime.Handle"/> falls back on, until it ends.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Another runtime was handed in before.</exception>
    public static IAsyncRuntimeBuilder UseRuntime(this IAsyncRuntimeBuilder builder, IRuntimeHandle runtime)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(runtime);
        HandedInRuntime.Register(builder.Services, builder.Name, runtime);
        return builder;
    }

    /// <summary>Keyed by the runtime: each finds its own, in the order of adding.</summary>
    private static IAsyncRuntimeBuilder Add<TRegistration>(this IAsyncRuntimeBuilder builder, TRegistration registration) where TRegistration : class
    {
        builder.Services.AddKeyedSingleton(builder.Name, registration);
        return builder;
    }
}
