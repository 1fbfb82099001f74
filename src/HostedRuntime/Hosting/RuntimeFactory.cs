using System.Diagnostics.Metrics;
using HostedRuntime.Configuration;
using HostedRuntime.Diagnostics;
using HostedRuntime.Plugins;
using HostedRuntime.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Hosting;

/// <summary>
/// Makes a host's runtime, without starting it, from its options, the services' clock and the callbacks of the host and the application.
/// </summary>
internal static class RuntimeFactory
{
    public static IRuntime Create(IServiceProvider services, RuntimeRegistration additions)
    {
        var name = additions.Runtime;
        // Before the circle is checked, because other validators may inject this runtime while all errors of the options are collected.
        services.GetRequiredService<AllRuntimeOptionsMonitor>().ThrowIfRefused();
        using var being = RuntimeBeingMade.Enter(services, name);
        // Taken now, because a stall may outlast the services.
        being.AsksFor = "ILoggerFactory";
        var logger = Log.For(services);
        var stalls = new StallLog(logger, name);
        var made = services.GetRequiredService<MadeRuntimes>();
        var events = services.GetRequiredKeyedService<EventQueue>(name);
        being.AsksFor = "RuntimeOptions";
        var options = services.GetRequiredKeyedService<LiveOptions>(name).Current;
        being.AsksFor = "IHostApplicationLifetime";
        var faults = services.GetRequiredKeyedService<FaultWatch>(name);
        being.AsksFor = "TimeProvider";
        var clock = services.GetService<TimeProvider>();
        being.AsksFor = "IMeterFactory";
        var meters = services.GetService<IMeterFactory>();
        being.AsksFor = "ConfigureHooks";
        var hooks = new RuntimeHooks();
        if (additions.Has<HooksRegistration>())
            Configure(hooks, services, additions.Of<HooksRegistration>());

        // The host logs before the application's callbacks run, added or assigned, because a callback that throws must not keep the fault
        // from the log. One delegate calls all, because .NET compiles a caller for combined delegates.
        var (itsFaulted, itsUnobserved, itsStalled, itsDeadlock) = (hooks.TaskFaulted, hooks.TaskFaultUnobserved, hooks.WorkerStalled, hooks.DeadlockFound);
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
        hooks.DeadlockFound = cycle =>
        {
            made.Deadlocks.OnDeadlockFound(logger, name, cycle);
            itsDeadlock?.Invoke(cycle);
        };

        var runtime = AsyncRuntime.CreateUnstarted(options, clock, hooks, name, meters);
        stalls.Runtime = runtime;
        made.Add(runtime, logger);
        return runtime;
    }

    private static void Configure(RuntimeHooks hooks, IServiceProvider services, IReadOnlyList<HooksRegistration> registrations)
    {
        foreach (var registration in registrations)
            registration.Configure(services, hooks);
    }
}
