using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using HostedRuntime.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Hosting;

/// <summary>Makes a host's runtime, not started: of its options, the services' clock, and the callbacks of the host and the application.</summary>
internal static class RuntimeFactory
{
    public static IRuntime Create(IServiceProvider services, RuntimeAdditions additions)
    {
        var name = additions.Runtime;
        var hooks = new RuntimeHooks();
        if (additions.Has<HooksRegistration>())
            Configure(hooks, services, additions.Of<HooksRegistration>());

        var faults = services.GetRequiredKeyedService<FaultWatch>(name);
        // The logger is taken now: a stall may outlast the services.
        var stalls = new StallLog(Log.For(services), name);
        var events = services.GetRequiredKeyedService<EventLane>(name);

        // The log before the application's own, and whether it adds or assigns: one that throws must not keep the fault from it. One delegate
        // of them all: for several that are combined, .NET compiles a caller at the start.
        var (itsFaulted, itsUnobserved, itsStalled) = (hooks.TaskFaulted, hooks.TaskFaultUnobserved, hooks.WorkerStalled);
        hooks.TaskFaulted = (task, exception) =>
        {
            faults.OnTaskFaulted(task, exception);
            itsFaulted?.Invoke(task, exception);
            events.Post(new RuntimeEvent.TaskFaulted(name, task, exception));
        };
        hooks.TaskFaultUnobserved = (task, exception) =>
        {
            faults.OnTaskFaultUnobserved(task, exception);
            itsUnobserved?.Invoke(task, exception);
        };
        hooks.WorkerStalled = (task, duration) =>
        {
            stalls.OnWorkerStalled(task, duration);
            itsStalled?.Invoke(task, duration);
            events.Post(new RuntimeEvent.WorkerStalled(name, task, duration));
        };

        return AsyncRuntime.CreateUnstarted(services.GetRequiredKeyedService<LiveOptions>(name).Current, services.GetService<TimeProvider>(), hooks, name);
    }

    private static void Configure(RuntimeHooks hooks, IServiceProvider services, IReadOnlyList<HooksRegistration> registrations)
    {
        foreach (var registration in registrations)
            registration.Configure(services, hooks);
    }

    /// <summary>The options of a runtime, as it starts with them.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong with them.</exception>
    public static RuntimeOptions OptionsOf(IServiceProvider services, string name)
        => services.GetRequiredService<IOptionsFactory<RuntimeOptions>>().Create(RuntimeName.OptionsNameOf(name));
}
