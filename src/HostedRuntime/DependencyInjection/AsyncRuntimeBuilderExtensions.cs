using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;

namespace HostedRuntime;

/// <summary>What can be added to a host's runtime, beside plugins (<see cref="PluginBuilderExtensions"/>) and commands (<see cref="CommandBuilderExtensions"/>).</summary>
public static class AsyncRuntimeBuilderExtensions
{
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

    /// <summary>Each runtime finds its own, in the order of adding.</summary>
    internal static IAsyncRuntimeBuilder Add(this IAsyncRuntimeBuilder builder, object registration)
    {
        RuntimeRegistry.Of(builder.Services).AdditionsTo(builder.Name).Add(registration);
        return builder;
    }
}
