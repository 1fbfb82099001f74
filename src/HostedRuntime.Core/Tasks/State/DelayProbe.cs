using System.Diagnostics;
using HostedRuntime.Atomics;

namespace HostedRuntime.Tasks;

/// <summary>
/// Measures how long a ready task waits for its poll: of one task a second, so that other tasks pay nothing. The sampler asks for a task,
/// a thread that makes a task ready picks it, and the poll of that task ends the measurement.
/// </summary>
/// <remarks>
/// The phase goes from idle to wanted, picked and back. A compare-exchange takes each step, so one task is measured at a time. If a branch
/// of the task loses the mark, no poll ends the measurement. The next <see cref="Want"/> then finds other polls, and drops it.
/// </remarks>
internal sealed class DelayProbe
{
    private const int Idle = 0;
    private const int Wanted = 1;
    private const int Picked = 2;

    /// <summary>The number of delays that are kept: with one a second, those of nearly two minutes.</summary>
    private const int Kept = 100;

    /// <summary>Fewer late delays prove nothing, because one may have met a garbage collection.</summary>
    private const int LeastLate = 3;

    private readonly Lock _gate = new();
    private readonly Queue<TimeSpan> _delays = new(Kept);
    private AtomicInt _phase;
    private AtomicRef<RuntimeTask> _task;
    private AtomicLong _readyAt;

    /// <summary>The polls of the task when it was picked.</summary>
    private int _polls;

    /// <summary>From which length on a delay is late.</summary>
    public static TimeSpan Late { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>True if the next task that becomes ready is to be picked.</summary>
    public bool IsWanted => _phase.Read() == Wanted;

    /// <summary>Asks for a measurement. Called by the sampler.</summary>
    public void Want()
    {
        if (_phase.Read() == Picked && _task.Read() is { } task && (task.IsEnded || task.Polls != _polls))
            End();
        _phase.CompareExchange(Wanted, Idle);
    }

    /// <summary>Picks a task that becomes ready, before it is queued.</summary>
    /// <returns>True if its next poll has to call <see cref="Arrive"/>; otherwise another task was picked.</returns>
    public bool TryPick(RuntimeTask task)
    {
        if (_phase.CompareExchange(Picked, Wanted) != Wanted)
            return false;
        _polls = task.Polls;
        _readyAt.Write(Stopwatch.GetTimestamp());
        _task.Write(task);
        return true;
    }

    /// <summary>Ends the measurement. Called by the poll of the picked task.</summary>
    public void Arrive()
    {
        // The poll has been counted already, so the number of polls says nothing here.
        if (_phase.Read() != Picked)
            return;
        var delay = Stopwatch.GetElapsedTime(_readyAt.Read());
        End();
        using (_gate.Hold())
        {
            if (_delays.Count == Kept)
                _delays.Dequeue();
            _delays.Enqueue(delay);
        }
    }

    /// <summary>Returns the late delays, if more than one delay in a hundred is late.</summary>
    /// <returns>How many are late, the longest, and how many there are.</returns>
    public (int Late, TimeSpan Longest, int Of) Read()
    {
        TimeSpan[] all;
        using (_gate.Hold())
            all = Pending() is { } pending ? [.. _delays, pending] : [.. _delays];
        var late = all.Count(static delay => delay > Late);
        return late < LeastLate || late * 100 <= all.Length ? (0, default, all.Length) : (late, all.Max(), all.Length);
    }

    /// <summary>The time since the picked task became ready; null if none waits.</summary>
    private TimeSpan? Pending()
        => _phase.Read() == Picked && _task.Read() is { IsEnded: false } task && task.Polls == _polls ? Stopwatch.GetElapsedTime(_readyAt.Read()) : null;

    private void End()
    {
        _task.Write(null);
        _phase.Write(Idle);
    }
}
