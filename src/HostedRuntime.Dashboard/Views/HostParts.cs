using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Dashboard.Views;

/// <summary>The parts of the host that pages show and that are in no snapshot.</summary>
internal sealed class HostParts(IServiceProvider services)
{
    /// <summary>The commands of the host; empty if it has none.</summary>
    public IReadOnlyList<CommandInfo> Commands => services.GetService<ICommandInvoker>()?.Commands ?? [];

    /// <summary>The counts of the calls, in the order of the commands.</summary>
    public IReadOnlyList<CommandMetrics> CommandMetrics => services.GetService<ICommandInvoker>()?.Metrics ?? [];

    /// <summary>Returns the report of the start of a runtime's plugins; null before its end, and for a runtime without plugins.</summary>
    public StartupReport? StartOf(string runtime) => services.GetKeyedService<IRuntimePlugins>(runtime)?.Startup;
}
