using HostedRuntime.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Hosting;

/// <summary>Makes a host's runtime, not started: of its options, the services' clock, and the callbacks of the host and the application.</summary>
internal static class RuntimeFactory
{
    public const string DefaultName = "default";

    public static IRuntime Create(IServiceProvider services)
    {
        var hooks = new RuntimeHooks();
        foreach (var registration in services.GetKeyedServices<HooksRegistration>(DefaultName))
            registration.Configure(services, hooks);

        // Before the application's, and whether it adds or assigns: one that throws must not keep the fault from the log.
        var watch = services.GetRequiredService<FaultWatch>();
        hooks.TaskFaulted = ((task, exception) => watch.OnTaskFaulted(DefaultName, task, exception)) + hooks.TaskFaulted;

        // The same; and the logger is taken now: a stall may outlast the services.
        hooks.WorkerStalled = new StallLog(Log.For(services), DefaultName).OnWorkerStalled + hooks.WorkerStalled;

        return AsyncRuntime.CreateUnstarted(
            services.GetRequiredService<IOptions<RuntimeOptions>>().Value, services.GetService<TimeProvider>(), hooks, DefaultName);
    }
}
