using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using HostedRuntime.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Hosting;

/// <summary>Makes a host's runtime, not started: of its options, the services' clock, and the callbacks of the host and the application.</summary>
internal static class RuntimeFactory
{
    public static IRuntime Create(IServiceProvider services, string name)
    {
        var hooks = new RuntimeHooks();
        foreach (var registration in services.GetKeyedServices<HooksRegistration>(name))
            registration.Configure(services, hooks);

        // Before the application's, and whether it adds or assigns: one that throws must not keep the fault from the log.
        hooks.TaskFaulted = services.GetRequiredKeyedService<FaultWatch>(name).OnTaskFaulted + hooks.TaskFaulted;

        // The same; and the logger is taken now: a stall may outlast the services.
        hooks.WorkerStalled = new StallLog(Log.For(services), name).OnWorkerStalled + hooks.WorkerStalled;

        var events = services.GetRequiredKeyedService<EventLane>(name);
        hooks.TaskFaulted += (task, exception) => events.Post(new RuntimeEvent.TaskFaulted(name, task, exception));
        hooks.WorkerStalled += (task, duration) => events.Post(new RuntimeEvent.WorkerStalled(name, task, duration));

        return AsyncRuntime.CreateUnstarted(services.GetRequiredKeyedService<LiveOptions>(name).Current, services.GetService<TimeProvider>(), hooks, name);
    }

    /// <summary>The options of a runtime, as it starts with them.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong with them.</exception>
    public static RuntimeOptions OptionsOf(IServiceProvider services, string name)
        => services.GetRequiredService<IOptionsFactory<RuntimeOptions>>().Create(RuntimeName.OptionsNameOf(name));
}
