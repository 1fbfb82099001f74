using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>What a runtime does about faults, as its options say: tells its hooks, and ends with the first unhandled one.</summary>
internal sealed class FaultReports : IFaultListener
{
    private readonly RuntimeEngine _runtime;
    private readonly RuntimeHooks _hooks;

    public FaultReports(RuntimeEngine runtime, RuntimeHooks hooks)
    {
        _runtime = runtime;
        _hooks = hooks;
        Unobserved = new UnobservedFaults(this);
    }

    public UnobservedFaults Unobserved { get; }

    public TimeProvider TimeProvider => _runtime.TimeProvider;

    public TimeSpan FaultObservationDelay => _runtime.InForce.FaultObservationDelay;

    public void OnUnobserved(TaskInfo task, Exception exception)
    {
        if (_runtime.InForce.UnhandledFaults != UnhandledFaultBehavior.Ignore)
            HookCall.Invoke(_hooks.TaskFaultUnobserved, task, exception);
    }

    public void OnUnhandled(TaskInfo task, Exception exception)
    {
        var options = _runtime.InForce;
        if (options.UnhandledFaults == UnhandledFaultBehavior.Ignore)
            return;
        HookCall.Invoke(_hooks.TaskFaulted, task, exception);
        if (options.UnhandledFaults == UnhandledFaultBehavior.Stop)
            _ = _runtime.ShutdownAsync(options.ShutdownTimeout);
    }

    /// <summary>To the ThreadPool, and not as a task: a runtime that drains would refuse the task.</summary>
    public void OnCollected(FaultRecord record)
        => Uninterrupted.Queue(static report => report.Faults.Report(report.Record), (Faults: Unobserved, Record: record), preferLocal: false);
}
