using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// How long a task ran and how long it stood in a queue. Two readings of the clock a poll, each as dear as a yield, so only where
/// <see cref="RuntimeOptions.MeasureTaskTimes"/> asks for it. Branches that run in parallel share it: their times are then a guess.
/// </summary>
internal sealed class TaskTimes
{
    private AtomicLong _queuedAt = new(Stopwatch.GetTimestamp());
    private AtomicLong _pollBegan;
    private AtomicLong _scheduled;
    private AtomicLong _busy;

    public TimeSpan Busy => Stopwatch.GetElapsedTime(0, _busy.Read());

    public TimeSpan Scheduled => Stopwatch.GetElapsedTime(0, _scheduled.Read());

    public void Queue() => _queuedAt.Write(Stopwatch.GetTimestamp());

    public void BeginPoll()
    {
        var now = Stopwatch.GetTimestamp();
        _pollBegan.Write(now);
        _scheduled.Add(Math.Max(0, now - _queuedAt.Read()));
    }

    /// <summary>Ticks of the poll that ends.</summary>
    public long EndPoll()
    {
        var ticks = Stopwatch.GetTimestamp() - _pollBegan.Read();
        _busy.Add(ticks);
        return ticks;
    }
}
