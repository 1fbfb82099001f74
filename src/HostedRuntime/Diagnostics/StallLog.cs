using Microsoft.Extensions.Logging;

namespace HostedRuntime.Diagnostics;

/// <summary>
/// Logs bodies that keep their worker for too long: each stall once as a warning, and its repeated reports as information.
/// </summary>
/// <remarks>The runtime makes the calls one after the other.</remarks>
internal sealed class StallLog(ILogger logger, string runtime)
{
    // Enough for every stall that lasts, because the number of workers is limited. Picked by hand.
    private const int MostStalls = 1_024;

    /// <summary>The stalls that were logged. The number of the poll tells two stalls of a task apart.</summary>
    private readonly HashSet<(long Task, long Poll)> _logged = [];

    /// <summary>The runtime, from which the log takes what a task holds; null until it is made.</summary>
    public IRuntime? Runtime { get; set; }

    public void OnWorkerStalled(TaskInfo? task, TimeSpan duration)
    {
        if (task is null)
        {
            logger.UnknownTaskStalled(runtime, duration);
            return;
        }

        var name = task.Name ?? $"task {task.Id}";
        if (_logged.Count >= MostStalls)
            _logged.Clear();
        if (_logged.Add((task.Id, task.Polls)))
            logger.WorkerStalled(name, runtime, task.File, task.Line, duration, task.WaitsOn ?? "a computation or native code", TaskRows.Held(Runtime, task.Id));
        else
            logger.WorkerStillStalled(name, runtime, task.File, task.Line, duration);
    }
}
