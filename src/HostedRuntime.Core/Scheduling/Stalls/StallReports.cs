using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Reports the stalls of one runtime to its hook and to listeners of events, in their order, on a thread that lives while there is something to report. The watchdog's
/// thread cannot do it because other runtimes need it, and the ThreadPool may be what is stuck.
/// </summary>
internal sealed class StallReports(ThreadSettings threads)
{
    private readonly Queue<Report> _pending = new();

    /// <summary>True while a thread reports. Guarded by the lock of <see cref="_pending"/>.</summary>
    private bool _isTelling;

    public void Add(TaskInfo? task, TimeSpan duration)
    {
        using (Holds.Hold(_pending))
        {
            _pending.Enqueue(new Report(task, duration));
            if (_isTelling)
                return;
            _isTelling = true;
        }

        // If the system has no thread left, a thread of the ThreadPool reports: a stall is better reported late than never.
        if (ThreadStarter.TryStart(new Thread(Tell) { IsBackground = true, Name = threads.NameOf("stalls") })
            || ThreadStarter.TryBorrow(static reports => reports.Tell(), this))
            return;
        // Queued reports are made with the next stall that finds a thread.
        using (Holds.Hold(_pending))
            _isTelling = false;
    }

    private void Tell()
    {
        while (TryNext(out var report))
        {
            Write(report);
            WorkerHooks.Invoke(threads.Hooks.WorkerStalled, report.Task, report.Duration);
        }
    }

    /// <summary>Writes the event. A listener's code runs here, so the watchdog must not do it.</summary>
    private void Write(Report report)
    {
        if (!RuntimeEventSource.Log.IsEnabled() || report.Task is not { } task)
            return;
        RuntimeEventSource.Log.WorkerStalled(
            threads.Probe.Runtime, task.Id, task.Name ?? "", task.File, task.Line, report.Duration.TotalMilliseconds, task.WaitsOn ?? "a computation or native code");
    }

    private bool TryNext([NotNullWhen(true)] out Report? report)
    {
        using (Holds.Hold(_pending))
        {
            _isTelling = _pending.TryDequeue(out report);
            return _isTelling;
        }
    }

    /// <summary>A class, because a queue of structs would be compiled separately in every process that starts a runtime.</summary>
    private sealed record Report(TaskInfo? Task, TimeSpan Duration);
}
