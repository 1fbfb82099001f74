using System.Diagnostics.Tracing;
using HostedRuntime.Diagnostics;
using static HostedRuntime.Diagnostics.RuntimeEventSource;

namespace HostedRuntime;

// The events of the runtime's tasks and of its own life. If nobody listens, a caller pays for one branch.
internal abstract partial class RuntimeEngine
{
    /// <summary>Writes the event of the end of the runtime.</summary>
    public void ReportEnded(ShutdownReport report)
    {
        if (Log.IsEnabled())
            Log.RuntimeEnded(Name, report.Drained, report.Aborted, report.StillRunning.Count);
    }

    private void ReportStarted()
    {
        if (Log.IsEnabled())
            Log.RuntimeStarted(Name, Flavor.ToString(), Flavor == RuntimeFlavor.ThreadPool ? 0 : InForce.WorkerThreads);
    }

    private void ReportSpawned(RuntimeTask task)
    {
        if (!Wants(EventLevel.Informational, Keywords.Tasks))
            return;
        var info = task.Describe(TaskState.Created);
        Log.TaskSpawned(Name, info.Id, info.Name ?? "", info.File, info.Line);
    }

    private void ReportTaskEnded(RuntimeTask task)
    {
        if (!Wants(EventLevel.Informational, Keywords.Tasks))
            return;
        var (outcome, errorType) = task.Status switch
        {
            JoinStatus.Completed => ("ok", ""),
            JoinStatus.Canceled => ("canceled", ""),
            _ => ("faulted", task.Fault?.Exception.GetType().FullName ?? ""),
        };
        Log.TaskEnded(Name, task.TaskId, outcome, errorType);
    }
}
