using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// Measures how long a task ran and how long it was queued. That takes two readings of the clock for each poll, each as expensive as a
/// yield, so it is done only if <see cref="RuntimeOptions.MeasureTaskTimes"/> is set. Branches that run in parallel share it; their times
/// are only approximate.
/// </summary>
internal sealed class TaskTimes
{
    private AtomicLong _queuedAt = new(Stopwatch.GetTimestamp());
    private AtomicLong _pollBegan;
    private AtomicLong _scheduled;
    private AtomicLong _busy;
    private AtomicLong _lastPoll;

    public TimeSpan Busy => Stopwatch.GetElapsedTime(0, _busy.Read());

    public TimeSpan Scheduled => Stopwatch.GetElapsedTime(0, _scheduled.Read());

    /// <summary>The length of the last poll that has ended.</summary>
    public TimeSpan LastPoll => Stopwatch.GetElapsedTime(0, _lastPoll.Read());

    public void Queue() => _queuedAt.Write(Stopwatch.GetTimestamp());

    public void BeginPoll()
    {
        var now = Stopwatch.GetTimestamp();
        _pollBegan.Write(now);
        _scheduled.Add(Math.Max(0, now - _queuedAt.Read()));
    }

    /// <summary>Ends the measurement of a poll.</summary>
    /// <returns>The ticks that the poll took.</returns>
    public long EndPoll()
    {
        var ticks = Stopwatch.GetTimestamp() - _pollBegan.Read();
        _busy.Add(ticks);
        _lastPoll.Write(ticks);
        return ticks;
    }
}
