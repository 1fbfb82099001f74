using Microsoft.Extensions.Logging;

namespace HostedRuntime.Diagnostics;

/// <summary>Logs bodies that keep their worker for too long.</summary>
internal sealed class StallLog(ILogger logger, string runtime)
{
    public void OnWorkerStalled(TaskInfo? task, TimeSpan duration)
    {
        if (task is null)
            logger.UnknownTaskStalled(runtime, duration);
        else
            logger.WorkerStalled(task.Name ?? $"task {task.Id}", runtime, task.File, task.Line, duration, task.WaitsOn ?? "a computation or native code");
    }
}
