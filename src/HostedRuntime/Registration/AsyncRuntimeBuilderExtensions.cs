using HostedRuntime.Diagnostics;
using HostedRuntime.Registration;

namespace HostedRuntime;

/// <summary>
/// Extends a host's runtime. Plugins: <see cref="PluginBuilderExtensions"/>. Commands: <see cref="CommandBuilderExtensions"/>.
/// </summary>
public static class AsyncRuntimeBuilderExtensions
{
    /// <summary>Sets callbacks of the runtime. They are called in addition to the host's own, which logs unhandled faults.</summary>
    /// <param name="builder">The runtime.</param>
    /// <param name="configure">
    /// Called once, when the runtime is made. It must not ask the services for the runtime, nor for a service that needs the runtime.
    /// </param>
    /// <returns>The builder.</returns>
    public static IAsyncRuntimeBuilder ConfigureHooks(this IAsyncRuntimeBuilder builder, Action<IServiceProvider, RuntimeHooks> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.Add(new HooksRegistration(configure));
    }

    /// <summary>
    /// Uses a runtime that the caller made and owns, in place of one that the host makes. The host starts it if it has not started, and
    /// does not end it.
    /// </summary>
    /// <param name="builder">The host's runtime to replace.</param>
    /// <param name="runtime">The runtime to use. It must not have ended when the host starts, and must outlive the host.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// <para>Plugins and commands run on it, and it is injected as <see cref="IRuntimeHandle"/>. The semantics are those of
    /// <c>tauri::async_runtime::set</c>.</para>
    /// <para>The runtime keeps the options and hooks that it was made with. Of the section only PluginTimeout, PluginsStartConcurrently and
    /// UnhandledFaults apply. If <see cref="ConfigureHooks"/> was called, the host does not start. <see cref="IRuntime"/> cannot be
    /// injected, and plugins get no <see cref="RuntimeEvent.Exited"/>. The host's default runtime is also offered to
    /// <see cref="AsyncRuntime.Handle"/>, until it ends.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">Another runtime was handed in before.</exception>
    public static IAsyncRuntimeBuilder UseRuntime(this IAsyncRuntimeBuilder builder, IRuntimeHandle runtime)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(runtime);
        ExternalRuntime.Register(builder.Services, builder.Name, runtime);
        return builder;
    }

    /// <summary>
    /// Writes a dump of every runtime of the process whenever the process gets the signal SIGUSR1 while the host runs. The dump has tasks
    /// and what they wait for, locks, deadlocks and lints. Off unless this is called.
    /// </summary>
    /// <param name="builder">A runtime of the host. It does not matter which.</param>
    /// <param name="filePattern">
    /// The path of the file. <c>{pid}</c> and <c>{time}</c> in it are replaced, see <see cref="SignalDumpOptions.FilePattern"/>. Null for
    /// standard error.
    /// </param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// <para>To ask for a dump: <c>kill -USR1 PID</c>. Outside of the time in which the host runs, the signal ends the process. On Windows,
    /// which has no such signal, the log says so and nothing else happens.</para>
    /// <para>The dump has a thread of its own, see <see cref="SignalDump"/> about a ThreadPool that is starved. Further calls with the same
    /// target change nothing.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The pattern is no path of a file. The message says why, and what is allowed.</exception>
    /// <exception cref="InvalidOperationException">An earlier call for a runtime of this host has another target.</exception>
    public static IAsyncRuntimeBuilder DumpOnSignal(this IAsyncRuntimeBuilder builder, string? filePattern = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var runtimes = RuntimeRegistry.Of(builder.Services);
        var added = new DumpRegistration(new SignalDumpOptions { FilePattern = filePattern });
        if (runtimes.Dump is { } earlier && earlier.Options.FilePattern != filePattern)
        {
            throw new InvalidOperationException(
                $"A host writes its dump to one target, and DumpOnSignal was called with two: {Target(earlier)} and {Target(added)}. Call it once.");
        }

        runtimes.Dump = added;
        return builder;

        static string Target(DumpRegistration dump) => dump.Options.FilePattern is { } file ? $"'{file}'" : "standard error";
    }

    /// <summary>Adds something to the runtime, which finds its additions in the order of adding.</summary>
    internal static IAsyncRuntimeBuilder Add(this IAsyncRuntimeBuilder builder, object registration)
    {
        RuntimeRegistry.Of(builder.Services).AdditionsTo(builder.Name).Add(registration);
        return builder;
    }
}
