using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Reports the stalls of one runtime to its hook, in their order, on a thread that lives while there is something to report. The watchdog's
/// thread cannot do it because other runtimes need it, and the ThreadPool may be what is stuck.
/// </summary>
internal sealed class StallReports(Action<TaskInfo?, TimeSpan> hook, string threadName)
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
        if (ThreadStarter.TryStart(new Thread(Tell) { IsBackground = true, Name = threadName })
            || ThreadStarter.TryBorrow(static reports => reports.Tell(), this))
            return;
        // Queued reports are made with the next stall that finds a thread.
        using (Holds.Hold(_pending))
            _isTelling = false;
    }

    private void Tell()
    {
        while (TryNext(out var report))
            WorkerHooks.Invoke(hook, report.Task, report.Duration);
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
