using HostedRuntime.Diagnostics;
using HostedRuntime.Scheduling;
using HostedRuntime.Tasks;
using HostedRuntime.Waiting;

namespace HostedRuntime;

/// <summary>
/// Reports the faults of a runtime to its hooks and, if the options say so, stops the runtime at the first unhandled fault.
/// </summary>
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
            WorkerHooks.Invoke(_hooks.TaskFaultUnobserved, task, exception);
    }

    public void OnUnhandled(TaskInfo task, Exception exception)
    {
        var options = _runtime.InForce;
        if (options.UnhandledFaults == UnhandledFaultBehavior.Ignore)
            return;
        WorkerHooks.Invoke(_hooks.TaskFaulted, task, exception);
        if (options.UnhandledFaults == UnhandledFaultBehavior.Stop)
            _ = _runtime.ShutdownAsync(options.ShutdownTimeout);
    }

    /// <summary>Reports the fault on the ThreadPool. Not in a task, because a draining runtime would refuse the task.</summary>
    public void OnCollected(FaultRecord record)
        => Uninterrupted.Queue(static report => report.Faults.Report(report.Record), (Faults: Unobserved, Record: record), preferLocal: false);
}
