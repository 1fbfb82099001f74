using System.Diagnostics.Tracing;
using HostedRuntime.Diagnostics;
using static HostedRuntime.Diagnostics.RuntimeEventSource;

namespace HostedRuntime.Scheduling;

/// <summary>Writes the events of a poll. Called only if a listener reads the events of the runtimes.</summary>
internal static class PollEvents
{
    /// <summary>The text for a wait that this library does not know.</summary>
    private const string Unknown = "a yield, or a wait outside this library";

    public static void OnBegin(string runtime, RuntimeTask task)
    {
        if (task.IsStarted && Wants(EventLevel.Informational, Keywords.Waits))
            Log.WaitEnded(runtime, task.TaskId);
        if (Wants(EventLevel.Verbose, Keywords.Tasks))
            Log.PollBegan(runtime, task.TaskId);
    }

    /// <summary>
    /// Called after the poll. Another thread may poll the task again at this moment, so the wait may be over already.
    /// </summary>
    public static void OnEnd(string runtime, RuntimeTask task)
    {
        if (Wants(EventLevel.Verbose, Keywords.Tasks))
            Log.PollEnded(runtime, task.TaskId);
        if (!task.IsEnded && Wants(EventLevel.Informational, Keywords.Waits))
            Log.WaitBegan(runtime, task.TaskId, task.Describe(TaskState.Waiting).WaitsOn ?? Unknown);
    }
}
