namespace HostedRuntime.Tests;

/// <summary>A clock that stands still until a test fires all its timers.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<TimerEntry> _timers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TimerEntry(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Elapse()
    {
        TimerEntry[] due;
        lock (_timers)
        {
            due = [.. _timers];
            _timers.Clear();
        }

        foreach (var timer in due)
            timer.Fire();
    }

    /// <summary>Behaves as a hook that uses up its time and then ends by its token.</summary>
    public Task ElapseAsync(CancellationToken ct)
    {
        Elapse();
        return new TaskCompletionSource().Task.WaitAsync(ct);
    }

    private sealed class TimerEntry(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._timers)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                    clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
