using System.Diagnostics.CodeAnalysis;
using HostedRuntime.Atomics;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Scheduling;

/// <summary>
/// Tells the hook of one runtime about its stalls, in their order, on a thread that lives as long as there is something to tell. Not the
/// watchdog's, which other runtimes need, and not the ThreadPool's, which may be what is stuck.
/// </summary>
internal sealed class StallReports(Action<TaskInfo?, TimeSpan> hook, string threadName)
{
    private readonly Queue<Report> _pending = new();

    /// <summary>Under the lock of the queue.</summary>
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

        // Where the system has no thread for us, a stall is better told late than never.
        if (ThreadStarter.TryStart(new Thread(Tell) { IsBackground = true, Name = threadName })
            || ThreadStarter.TryBorrow(static reports => reports.Tell(), this))
            return;
        // What is queued is told with the next stall that finds a thread.
        using (Holds.Hold(_pending))
            _isTelling = false;
    }

    private void Tell()
    {
        while (TryNext(out var report))
            HookCall.Invoke(hook, report.Task, report.Duration);
    }

    private bool TryNext([NotNullWhen(true)] out Report? report)
    {
        using (Holds.Hold(_pending))
        {
            _isTelling = _pending.TryDequeue(out report);
            return _isTelling;
        }
    }

    /// <summary>A class: a queue of structs is compiled for them alone, in every process that starts a runtime.</summary>
    private sealed record Report(TaskInfo? Task, TimeSpan Duration);
}
